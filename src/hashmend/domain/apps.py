"""The one Django app that holds the whole domain."""

from django.apps import AppConfig


class DomainConfig(AppConfig):
    """The business of a repair centre; its packages are layered, its tables are one app's."""

    name = "hashmend.domain"
    label = "hashmend"
    verbose_name = "Hashmend"
    default_auto_field = "django.db.models.BigAutoField"
