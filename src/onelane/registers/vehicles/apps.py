"""The app that holds this room's tables."""

from django.apps import AppConfig


class Vehicles(AppConfig):
    """Vehicles, their owners and their numbers over time."""

    name = "onelane.registers.vehicles"
    label = "vehicles"
    default_auto_field = "django.db.models.BigAutoField"
