"""Gathering the URLs of one side: every package folder beside its `urls.py` adds its own list."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def of_packages(side: ModuleType) -> list[Any]:
    """Return the `urlpatterns` of every package of `side` that has a `urls` module, in the order of their names."""
    patterns: list[Any] = []
    for package in iter_modules(side.__path__, f"{side.__name__}."):
        folder = import_module(package.name) if package.ispkg else None
        if folder and any(module.name == "urls" for module in iter_modules(folder.__path__)):
            patterns += import_module(f"{package.name}.urls").urlpatterns
    return patterns
