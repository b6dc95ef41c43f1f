"""QR codes and names of the catalogue, as pages of every channel show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

if TYPE_CHECKING:
    from onelane.catalogue.spec import Words


def qr(address: str) -> SafeString:
    """Draw an address as a QR code that any phone reads, by day and by night."""
    drawn = segno.make(address, error="m").svg_inline(border=3, light="#fff", svgclass="qr", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - an SVG of squares


def worded(words: Words | Mapping[str, str]) -> str:
    """Return a name of the catalogue in the reader's language."""
    chinese = (get_language() or "zh").startswith("zh")
    if isinstance(words, Mapping):
        return words["zh"] if chinese else words["en"]
    return words.zh if chinese else words.en
