"""The app that holds this room's tables."""

from django.apps import AppConfig


class Plates(AppConfig):
    """The number pool."""

    name = "onelane.office.plates"
    label = "plates"
    default_auto_field = "django.db.models.BigAutoField"
