"""The app that holds this room's tables."""

from django.apps import AppConfig


class People(AppConfig):
    """People, units and the accounts they sign in with."""

    name = "onelane.registers.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
