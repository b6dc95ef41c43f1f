"""Compare receipts of several applicants: what one says about another's list must be so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onelane.catalogue.spec import JsonValue
from onelane.office.plates import drawing, receipts, series


def contradictions(whole: Sequence[receipts.Json]) -> Iterator[tuple[str, int, int]]:
    """Yield what two good receipts of one office say against each other: a code and the places of both.

    `two_lists`: one case has two lists of one turn by one account. `not_on_list`: a number was passed over because
    another's list had it, and that list has it not.
    """
    draws = [_part(one, "draw") for one in whole]
    claims = [drawing.claim_of(bytes.fromhex(str(draw["proof"]))) for draw in draws]
    for this, draw in enumerate(draws):
        for other in range(this):
            same = all(draw[key] == draws[other][key] for key in ("publication", "case", "turn"))
            if same and draw["proof"] != draws[other]["proof"]:
                yield "two_lists", other, this
        for claim, plate in _cited(whole[this]):
            if claim in claims and plate not in _list(draws[claims.index(claim)]["plates"]):
                yield "not_on_list", this, claims.index(claim)


def _cited(receipt: receipts.Json) -> Iterator[tuple[str, str]]:
    """Yield each claim that a receipt cites with the number it is about."""
    numbers = series.Series(_runs(_part(receipt, "publication")["runs"]))
    for row in _list(_part(receipt, "draw")["gone"]):
        place, _, claim = _list(row)
        yield str(claim), numbers.plate(int(str(place)))


def _part(receipt: receipts.Json, name: str) -> dict[str, JsonValue]:
    part = receipt[name]
    return part if isinstance(part, dict) else {}


def _list(told: JsonValue) -> list[JsonValue]:
    return told if isinstance(told, list) else []


def _runs(told: JsonValue) -> list[list[str]]:
    return [[str(part) for part in _list(run)] for run in _list(told)]
