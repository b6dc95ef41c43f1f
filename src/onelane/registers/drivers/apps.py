"""The app that holds this register's tables."""

from django.apps import AppConfig


class Drivers(AppConfig):
    """Driving licences (驾驶证) and learners (学员)."""

    name = "onelane.registers.drivers"
    label = "drivers"
    default_auto_field = "django.db.models.BigAutoField"
