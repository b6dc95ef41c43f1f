"""The app of the stations; it has no tables of its own."""

from django.apps import AppConfig


class Stations(AppConfig):
    """The work at each station, and the hand-off between them."""

    name = "onelane.office.stations"
    label = "stations"
