"""What the office decides about papers, as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.refusal import Refused
from onelane.office.certificates import rules


@given(printed=st.integers(0, 5), void=st.booleans(), why=st.text(max_size=220))
def test_a_print_is_refused_when_void_or_again_without_a_reason_or_with_too_long_a_one(
    *, printed: int, void: bool, why: str
) -> None:
    reason = " ".join(why.split())
    allowed = not void and (not printed or bool(reason)) and len(reason) <= rules.LONGEST_REASON
    try:
        given_reason = rules.check_print(printed=printed, void=void, why=why)
    except Refused:
        assert not allowed
    else:
        assert allowed
        assert given_reason == reason


@given(st.sampled_from(rules.KINDS), st.integers(0, 10**8 - 1))
def test_a_paper_bears_twelve_digits_of_its_place(kind: rules.Kind, sequence: int) -> None:
    number = rules.serial(
        kind, area="3702", sequence=sequence, data={"certificate_no": "371234567890", "file_no": "370200000123"}
    )

    assert (len(number), number.isdigit(), number[:2]) == (12, True, "37")
    assert (number == f"3702{sequence:08d}") is rules.counts_its_own(kind)


@given(st.text(max_size=60).filter(lambda name: name not in rules.KINDS))
def test_no_other_kind_is_known(name: str) -> None:
    with pytest.raises(Refused, match=r"certificates\.unknown_kind"):
        rules.kind_of(name)
