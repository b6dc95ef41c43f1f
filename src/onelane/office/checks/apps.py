"""The app that holds this room's tables."""

from django.apps import AppConfig


class Checks(AppConfig):
    """Questions to other authorities."""

    name = "onelane.office.checks"
    label = "checks"
    default_auto_field = "django.db.models.BigAutoField"
