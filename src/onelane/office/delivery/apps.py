"""The app that holds this room's tables."""

from django.apps import AppConfig


class Delivery(AppConfig):
    """Parcels to the post."""

    name = "onelane.office.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
