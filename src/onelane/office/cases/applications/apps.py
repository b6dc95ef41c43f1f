"""The app that holds the tables of applications."""

from django.apps import AppConfig


class Applications(AppConfig):
    """Applications beside the case file."""

    name = "onelane.office.cases.applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"
