"""The one Django app that holds the whole domain."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig


class DomainConfig(AppConfig):
    """The business of a repair centre; its packages are layered, its tables are one app's."""

    name = "hashmend.domain"
    label = "hashmend"
    verbose_name = "Hashmend"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register every kind of event, so that history can be read wherever it was written."""
        for package in iter_modules([self.path], f"{self.name}."):
            if package.ispkg and find_spec(f"{package.name}.events"):
                import_module(f"{package.name}.events")
