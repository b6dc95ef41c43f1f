"""What the register decides about vehicles, as properties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.refusal import Refused
from onelane.registers.vehicles import rules

VIN = "LSVAU2184TN000001"
known = st.dictionaries(st.sampled_from([*rules.NEEDED, "seats"]), st.sampled_from(["", None, "A"]))
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(known)
def test_what_is_missing_is_what_was_not_said(particulars: dict[str, str | None]) -> None:
    missing = rules.missing_particulars(particulars)

    assert missing == [name for name in rules.NEEDED if name in missing]
    assert all((name in missing) is not bool(particulars.get(name)) for name in rules.NEEDED)


@given(known, days, days)
def test_a_vehicle_is_entered_only_whole_and_with_a_mark_that_still_holds(
    particulars: dict[str, str | None], until: date, on: date
) -> None:
    def enter() -> str:
        return rules.check_new(number=VIN.lower(), particulars=particulars, inspection_valid_to=until, on=on)

    if rules.missing_particulars(particulars):
        with pytest.raises(Refused, match=r"vehicles\.particulars_missing"):
            enter()
    elif until < on:
        with pytest.raises(Refused, match=r"vehicles\.inspection_over"):
            enter()
    else:
        assert enter() == VIN


@given(st.integers(0, 10**10 - 1), st.integers(0, 10**10 - 1))
def test_certificate_numbers_differ_as_the_vehicles_do(one: int, other: int) -> None:
    first, second = rules.certificate_no("3702", one), rules.certificate_no("3702", other)

    assert (first == second) is (one == other)
    assert (len(first), first[:2]) == (12, "37")


def test_a_running_number_that_no_longer_fits_is_a_fault() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        rules.certificate_no("3702", 10**10)
