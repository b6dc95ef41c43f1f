"""The app that holds this room's tables."""

from django.apps import AppConfig


class Messages(AppConfig):
    """Messages to applicants."""

    name = "onelane.office.messages"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
