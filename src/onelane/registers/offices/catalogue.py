"""The catalogue this installation offers: the one shipped, or the folder that the settings name."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from onelane.catalogue import loader, waivers


def current() -> loader.Catalogue:
    """Return the catalogue in use; reading it again costs nothing."""
    folder = settings.ONELANE.get("CATALOGUE")
    return loader.load(Path(folder) if folder else None)


def current_waivers() -> dict[str, waivers.Waiver]:
    """Return the waivers of fees in use."""
    folder = settings.ONELANE.get("CATALOGUE")
    return waivers.load(Path(folder) if folder else None)
