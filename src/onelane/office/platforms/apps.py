"""The app that holds this room's tables."""

from django.apps import AppConfig


class Platforms(AppConfig):
    """Platforms that speak to the office by the API."""

    name = "onelane.office.platforms"
    label = "platforms"
    default_auto_field = "django.db.models.BigAutoField"
