"""The app that holds this room's tables."""

from django.apps import AppConfig


class Cases(AppConfig):
    """Case files and their way through the stations."""

    name = "onelane.office.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
