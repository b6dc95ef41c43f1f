"""The app of this channel; it has templates and words, no tables."""

from django.apps import AppConfig


class Backoffice(AppConfig):
    """Where people meet the office: backoffice."""

    name = "onelane.channels.backoffice"
    label = "backoffice"
