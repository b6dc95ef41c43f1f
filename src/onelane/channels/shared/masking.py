"""Personal data as they are shown before somebody gives a reason to see more (`370***********1234`, `张*明`)."""

from __future__ import annotations

SHORTEST_WITH_BOTH_ENDS = 8
HIDDEN_WHOLE = 2


def id_number(text: str) -> str:
    """Keep the first three and the last four characters of a document's number."""
    if len(text) < SHORTEST_WITH_BOTH_ENDS:
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]


def phone(text: str) -> str:
    """Keep the first three and the last four digits: `139****1234`."""
    return id_number(text)


def name(text: str) -> str:
    """Keep the first and the last character of a name: `张*明`, `李*`."""
    if len(text) <= HIDDEN_WHOLE:
        return text[:1] + "*" * (len(text) - 1)
    return text[0] + "*" * (len(text) - 2) + text[-1]
