"""The app of this channel; it has templates and words, no tables."""

from django.apps import AppConfig


class Display(AppConfig):
    """Where people meet the office: display."""

    name = "onelane.channels.display"
    label = "display"
