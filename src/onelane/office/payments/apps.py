"""The app that holds this room's tables."""

from django.apps import AppConfig


class Payments(AppConfig):
    """Bills, attempts and refunds."""

    name = "onelane.office.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
