"""The app that holds this room's tables."""

from django.apps import AppConfig


class Lane(AppConfig):
    """The one queue."""

    name = "onelane.office.lane"
    label = "lane"
    default_auto_field = "django.db.models.BigAutoField"
