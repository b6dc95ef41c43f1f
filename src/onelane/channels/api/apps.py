"""The app of the API: its pages, and the table where codes of consent wait to be used."""

from django.apps import AppConfig


class Api(AppConfig):
    """What programs speak to."""

    name = "onelane.channels.api"
    label = "api"
