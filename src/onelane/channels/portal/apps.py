"""The app of this channel; it has templates and words, no tables."""

from django.apps import AppConfig


class Portal(AppConfig):
    """Where people meet the office: portal."""

    name = "onelane.channels.portal"
    label = "portal"
