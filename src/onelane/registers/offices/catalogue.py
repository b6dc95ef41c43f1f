"""The catalogue this installation offers: the one shipped, or the folder that the settings name."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from onelane.catalogue import loader


def current() -> loader.Catalogue:
    """Return the catalogue in use; reading it again costs nothing."""
    folder = settings.ONELANE.get("CATALOGUE")
    return loader.load(Path(folder) if folder else None)
