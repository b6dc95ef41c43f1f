"""Half a million numbers: released in one deed, and a draw still reads no more than it hands out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from onelane.kernel import clock
from onelane.office.plates import queries
from onelane.office.plates.actions import choosing

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
    read = _read_by(_plan(new_case().pk))
    assert {index for index, _ in read} == {"free_numbers", "plates_number_pkey"}
    assert max(rows for _, rows in read) == 50


def _plan(case_id: int) -> dict[str, Any]:
    """Draw a list and return how PostgreSQL went about it."""
    told = {"office": "qingdao", "pool": "02", "category": "02", "start": 0.5, "size": 50, "until": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + choosing.DRAW, told | {"case": case_id})
        plan: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
    return plan


def _read_by(plan: dict[str, Any]) -> list[tuple[str, int]]:
    """Return each index that was read with the number of rows it gave."""
    own = [(plan["Index Name"], round(plan["Actual Rows"]))] if "Index Name" in plan else []
    return own + [row for part in plan.get("Plans", []) for row in _read_by(part)]
