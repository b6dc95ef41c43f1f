"""The app that holds this room's tables."""

from django.apps import AppConfig


class Bookings(AppConfig):
    """Places with a date."""

    name = "onelane.office.bookings"
    label = "bookings"
    default_auto_field = "django.db.models.BigAutoField"
