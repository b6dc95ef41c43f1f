"""The app that holds this room's tables."""

from django.apps import AppConfig


class Records(AppConfig):
    """The journal and the outbox."""

    name = "onelane.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
