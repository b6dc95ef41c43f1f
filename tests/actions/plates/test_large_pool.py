"""Half a million numbers: released in one deed, and a draw still reads no more than it hands out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import queries
from onelane.office.plates.actions import choosing, holding
from onelane.records import journal

HALF_A_MILLION = 500_000
MACHINE = Actor("machine-1", "machine", "qingdao")


@pytest.mark.slow
def test_half_a_million_numbers_are_released_within_a_minute_and_drawn_from_by_index(
    segment: Callable[..., Any], new_case: Callable[..., Any]
) -> None:
    begin = time.monotonic()
    segment("02", "LNLNN", "A0A00", "W8W99")
    took = time.monotonic() - begin

    account = queries.account("qingdao", "02")
    assert (account.every >= HALF_A_MILLION, account.adds_up, took < 60) == (True, True, True)
    _issue_some()
    for statement in (holding.LOOK, choosing.TAKE):
        read = _read_by(_plan(statement, new_case()))
        assert {index for index, _ in read} <= {"plates_holding_pkey", "plates_hand_pkey"}
        assert max(rows for _, rows in read) <= 50


def _issue_some() -> None:
    """A pool has issued numbers; with a handful of rows PostgreSQL would read the table as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plates_holding (category, plate, office_id, state, case_id, claim, why)"
            " SELECT category, plate, office_id, 'withheld', NULL, 'c', 'so' FROM plates_number LIMIT 20000"
        )
        cursor.execute("ANALYZE plates_holding")


def _plan(statement: str, case: Any) -> dict[str, Any]:
    """Draw a list and return how PostgreSQL would go about a statement of it."""
    offer = plates.draw(case=case, actor=MACHINE)
    told = journal.parameters(MACHINE, "x", chain=f"case:{case.pk}", at=clock.now()) | {
        "category": "02", "plates": list(offer.plates), "plate": offer.plates[0], "case": case.pk, "until": clock.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement, told)
        plan: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
    return plan


def _read_by(plan: dict[str, Any]) -> list[tuple[str, int]]:
    """Return each index that was read with the number of rows it gave."""
    own = [(plan["Index Name"], round(plan["Actual Rows"]))] if "Index Name" in plan else []
    return own + [row for part in plan.get("Plans", []) for row in _read_by(part)]
