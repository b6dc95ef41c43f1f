"""The app that holds this room's tables."""

from django.apps import AppConfig


class Inspection(AppConfig):
    """Inspection records."""

    name = "onelane.office.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"
