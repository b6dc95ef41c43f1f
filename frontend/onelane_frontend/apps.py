"""The Django application that lets staticfiles find the vendored files."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """Own no table and no view; hold `static/vendor` only."""

    name = "onelane_frontend"
    label = "onelane_frontend"
