"""The soak's own judgement: each of the faults it looks for is found."""

from __future__ import annotations

from typing import Any

import pytest
from tests.races.soak_plates import holds


def found(**changed: Any) -> dict[str, Any]:
    """What a soak finds in which all went well, but for what is said."""
    told = {"lost": 0, "two_holders": 0, "held_by_another": 0, "not_noted": 0, "acknowledged": 40}
    return {**told, "account": {"adds_up": True}, **changed}


def test_a_soak_without_a_fault_holds() -> None:
    assert holds(found())


@pytest.mark.parametrize(
    "fault",
    [
        {"lost": 1}, {"two_holders": 1}, {"held_by_another": 1}, {"not_noted": 1}, {"acknowledged": 0},
        {"account": {"adds_up": False}},
    ],
)  # fmt: skip
def test_one_fault_is_enough(fault: dict[str, Any]) -> None:
    assert not holds(found(**fault))
