"""The app that holds this room's tables."""

from django.apps import AppConfig


class Forecasts(AppConfig):
    """Learnt estimates and their scores."""

    name = "onelane.office.forecasts"
    label = "forecasts"
    default_auto_field = "django.db.models.BigAutoField"
