"""The app that holds this room's tables."""

from django.apps import AppConfig


class Certificates(AppConfig):
    """Papers."""

    name = "onelane.office.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"
