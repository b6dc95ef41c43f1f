"""The app that holds this room's tables."""

from django.apps import AppConfig


class Photos(AppConfig):
    """ID photos."""

    name = "onelane.office.photos"
    label = "photos"
    default_auto_field = "django.db.models.BigAutoField"
