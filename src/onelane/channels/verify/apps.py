"""The app of this channel; it has templates and words, no tables."""

from django.apps import AppConfig


class Verify(AppConfig):
    """Where people meet the office: verify."""

    name = "onelane.channels.verify"
    label = "verify"
