"""The app of this channel; it has templates and words, no tables."""

from django.apps import AppConfig


class Kiosk(AppConfig):
    """Where people meet the office: kiosk."""

    name = "onelane.channels.kiosk"
    label = "kiosk"
