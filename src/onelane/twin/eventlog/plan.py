"""What the catalogue says of the work at each step: who does it, and whether a case must be taken in hand first."""

from __future__ import annotations

from dataclasses import dataclass

from onelane.catalogue import loader
from onelane.catalogue.loader import Catalogue

AT_A_COUNTER = frozenset({"lane", "desk"})


@dataclass(frozen=True, slots=True)
class Posts:
    """`roles` by step; `hand_work` are the steps at which somebody takes a case in hand before it is done."""

    roles: dict[str, str]
    hand_work: frozenset[str]


def posts(catalogue: Catalogue | None = None) -> Posts:
    """Return the posts of a catalogue, of the shipped one where none is given."""
    stations = (catalogue or loader.load()).vocabulary.stations
    return Posts(
        roles={code: station.role for code, station in stations.items()},
        hand_work=frozenset(code for code, station in stations.items() if station.kind in AT_A_COUNTER),
    )
