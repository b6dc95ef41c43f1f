"""What the office offers, as data: services, stations, fields, fees, papers, rules, settings, offices."""

from onelane.catalogue.loader import OPENING, Catalogue, load
from onelane.catalogue.reading import CatalogueError
from onelane.catalogue.settings import Settings

__all__ = ["OPENING", "Catalogue", "CatalogueError", "Settings", "load"]
