"""The app of the official account."""

from django.apps import AppConfig


class Wechat(AppConfig):
    """The chat and its pages."""

    name = "onelane.channels.wechat"
    label = "wechat"
