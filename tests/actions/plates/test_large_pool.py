"""Half a million numbers: released in one deed, and a draw still reads no more than it hands out."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from django.db import connection

from onelane.kernel import clock
from onelane.office.plates import drawing, queries
from onelane.office.plates.actions import holding

HALF_A_MILLION = 500_000


@pytest.mark.slow
def test_half_a_million_numbers_are_released_within_a_minute_and_drawn_from_by_index(
    segment: Callable[..., Any], new_case: Callable[..., Any]
) -> None:
    begin = time.monotonic()
    segment("02", "LNLNN", "A0A00", "W8W99")
    took = time.monotonic() - begin

    account = queries.account("qingdao", "02")
    assert (account.every >= HALF_A_MILLION, account.adds_up, took < 60) == (True, True, True)
    for statement in (holding.LOOK, holding.HOLD):
        read = _read_by(_plan(statement, new_case().pk))
        assert {index for index, _ in read} == {"plates_number_pkey"}
        assert max(rows for _, rows in read) == 50


def _plan(statement: str, case_id: int) -> dict[str, Any]:
    """Draw a list and return how PostgreSQL went about it."""
    numbers = queries.series_of(queries.publications("qingdao")[0].digest)
    plates = [numbers.plate(place) for place in islice(drawing.order(b"x", numbers.size), 50)]
    told = {"category": "02", "plates": plates, "until": clock.now(), "case": case_id, "claim": "c" * 64}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement, told)
        plan: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
    return plan


def _read_by(plan: dict[str, Any]) -> list[tuple[str, int]]:
    """Return each index that was read with the number of rows it gave."""
    own = [(plan["Index Name"], round(plan["Actual Rows"]))] if "Index Name" in plan else []
    return own + [row for part in plan.get("Plans", []) for row in _read_by(part)]
