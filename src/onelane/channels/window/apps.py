"""The app of this channel; it has templates and words, no tables."""

from django.apps import AppConfig


class Window(AppConfig):
    """Where people meet the office: window."""

    name = "onelane.channels.window"
    label = "window"
