"""The app that holds this room's tables."""

from django.apps import AppConfig


class Followers(AppConfig):
    """Bound WeChat accounts."""

    name = "onelane.office.followers"
    label = "followers"
    default_auto_field = "django.db.models.BigAutoField"
