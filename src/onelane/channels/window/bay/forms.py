"""Reading what the bay's forms send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onelane.channels.window.bay.sheet import said
from onelane.office.inspection.items import GROUNDS

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST = 500


class Recording:
    """The number of the running recording; whether it is one, the deed decides."""

    def __init__(self, given: QueryDict) -> None:
        self.number = given.get("video_ref", "")


class Suspicion:
    """The ground of a suspicion and what the inspector saw."""

    def __init__(self, given: QueryDict) -> None:
        self.ground = given.get("ground", "")
        self.note = given.get("note", "")[:LONGEST]

    @staticmethod
    def grounds() -> list[tuple[str, str]]:
        """Return the grounds with their names in the reader's language."""
        return [(code, said(words)) for code, words in GROUNDS.items()]


def value_of(given: QueryDict) -> str:
    """Return the value of a row: one text, or the chosen colour chips joined."""
    return "".join(given.getlist("value"))[:LONGEST]


def code_of(given: QueryDict, name: str) -> str:
    """Return a short code that was sent, or nothing."""
    return given.get(name, "")[:20]


def number_of(given: QueryDict, name: str) -> int | None:
    """Return an item's number, or None where none was sent; a strange one becomes 0, which is no item."""
    text = given.get(name, "").strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0  # noqa: PLR2004 - no form has more items
