"""The app that holds this room's tables."""

from django.apps import AppConfig


class Door(AppConfig):
    """The waiting room before an opening."""

    name = "onelane.office.door"
    label = "door"
    default_auto_field = "django.db.models.BigAutoField"
