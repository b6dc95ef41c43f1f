"""The app that holds this room's tables."""

from django.apps import AppConfig


class Physicals(AppConfig):
    """Physical examinations."""

    name = "onelane.office.physicals"
    label = "physicals"
    default_auto_field = "django.db.models.BigAutoField"
