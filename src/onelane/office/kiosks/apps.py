"""The app of this room."""

from django.apps import AppConfig


class Kiosks(AppConfig):
    """Self-service machines."""

    name = "onelane.office.kiosks"
    label = "kiosks"
    default_auto_field = "django.db.models.BigAutoField"
