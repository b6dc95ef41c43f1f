"""The app that holds this room's tables."""

from django.apps import AppConfig


class Offices(AppConfig):
    """Offices and their counters."""

    name = "onelane.registers.offices"
    label = "offices"
    default_auto_field = "django.db.models.BigAutoField"
