"""Gathering the URLs of one side: every package folder adds its own list, and its entries of the sidebar."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from hashmend.web import navigation


def of_packages(side: ModuleType) -> list[Any]:
    """Return the `urlpatterns` of every package of `side` that has a `urls` module, in the order of their names.

    What such a module calls `NAVIGATION` (a list of `navigation.Entry`) stands in the sidebar of that side.
    """
    patterns: list[Any] = []
    for package in iter_modules(side.__path__, f"{side.__name__}."):
        folder = import_module(package.name) if package.ispkg else None
        if folder and any(module.name == "urls" for module in iter_modules(folder.__path__)):
            urls = import_module(f"{package.name}.urls")
            patterns += urls.urlpatterns
            navigation.register(side.__name__.rpartition(".")[2], getattr(urls, "NAVIGATION", ()))
    return patterns
