"""Blank forms: counted in, used, spoiled, destroyed by two persons; no serial number twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries, rules

FORM = "vehicle-licence-card"
KEEPER = Actor("keeper", "stock_keeper", "qingdao")
OTHER = Actor("other", "supervisor", "qingdao")
PRINTER = Actor("zhao", "certificate_printer", "qingdao")
Said = dict[str, Any]
NewCase = Callable[[], Any]


@pytest.fixture
def stock(office: str) -> str:
    """Ten licence cards."""
    certificates.count_in(form=FORM, first="XA0000001", last="XA0000010", actor=KEEPER)
    return office


def licence(case: Any, said: Said) -> Any:
    return certificates.issue(case_id=case.pk, kind="vehicle-licence", data=said, actor=PRINTER)


def state_of(serial: str) -> str:
    return queries.blanks("qingdao", serial=serial)[0].state


def counts(office: str) -> tuple[int, int, int, int]:
    found = next(one for one in queries.stock_of(office) if one.form == FORM)
    return found.in_store, found.used, found.spoiled, found.destroyed


def test_what_is_counted_in_is_in_store(stock: str) -> None:
    assert counts(stock) == (10, 0, 0, 0)
    assert next(one for one in queries.stock_of(stock) if one.form == FORM).next_serial == "XA0000001"


@pytest.mark.parametrize(("first", "last"), [("XA0000010", "XA0000011"), ("XA0000005", "XA0000005")])
def test_a_serial_number_is_counted_in_once_and_a_delivery_whole_or_not(stock: str, first: str, last: str) -> None:
    with pytest.raises(Refused, match=r"certificates\.blank_known"):
        certificates.count_in(form=FORM, first=first, last=last, actor=KEEPER)

    assert counts(stock) == (10, 0, 0, 0)
    assert len(queries.deliveries(stock)) == 1


def test_each_print_uses_the_next_blank(stock: str, new_case: NewCase, said: Said) -> None:
    used = [
        certificates.note_print(paper_id=licence(new_case(), said).pk, actor=PRINTER).blank.serial for _ in range(3)
    ]

    assert used == ["XA0000001", "XA0000002", "XA0000003"]
    assert counts(stock) == (7, 3, 0, 0)


def test_a_print_again_spoils_the_blank_before_and_says_why(stock: str, new_case: NewCase, said: Said) -> None:
    paper = licence(new_case(), said)
    certificates.note_print(paper_id=paper.pk, actor=PRINTER)
    certificates.note_print(paper_id=paper.pk, actor=PRINTER, why="卡纸")

    spoiled = queries.blanks(stock, state="spoiled")
    assert [(one.serial, one.why) for one in spoiled] == [("XA0000001", "卡纸")]
    assert counts(stock) == (8, 1, 1, 0)
    assert [one.why for one in queries.reprints(stock)] == ["卡纸"]


def test_without_a_blank_nothing_is_printed(stock: str, new_case: NewCase, said: Said) -> None:
    for number in range(1, 11):
        certificates.spoil(form=FORM, serial=f"XA{number:07d}", why="受潮", actor=KEEPER)
    paper = licence(new_case(), said)

    with pytest.raises(Refused, match=r"certificates\.no_blank_left"):
        certificates.note_print(paper_id=paper.pk, actor=PRINTER)

    paper.refresh_from_db()
    assert paper.printed == 0


def test_an_office_that_keeps_no_stock_here_prints_without_blanks(office: str, new_case: NewCase, said: Said) -> None:
    assert office
    printing = certificates.note_print(paper_id=licence(new_case(), said).pk, actor=PRINTER)

    assert not hasattr(printing, "blank")


def test_a_paper_on_plain_paper_uses_no_blank(stock: str, new_case: NewCase, said: Said) -> None:
    mark = certificates.issue(case_id=new_case().pk, kind="inspection-mark", data=said, actor=PRINTER)
    certificates.note_print(paper_id=mark.pk, actor=PRINTER)

    assert counts(stock) == (10, 0, 0, 0)


def test_two_persons_destroy(stock: str) -> None:
    certificates.spoil(form=FORM, serial="xa0000004 ", why="撕裂", actor=KEEPER)
    made = certificates.propose_destruction(actor=KEEPER)

    with pytest.raises(Refused, match=r"certificates\.second_person"):
        certificates.confirm_destruction(destruction_id=made.pk, quantity=1, actor=KEEPER)


def test_the_second_person_counts(stock: str) -> None:
    certificates.spoil(form=FORM, serial="XA0000004", why="撕裂", actor=KEEPER)
    made = certificates.propose_destruction(actor=KEEPER)

    with pytest.raises(Refused, match=r"certificates\.counted_otherwise"):
        certificates.confirm_destruction(destruction_id=made.pk, quantity=2, actor=OTHER)
    certificates.confirm_destruction(destruction_id=made.pk, quantity=1, actor=OTHER)

    assert counts(stock) == (9, 0, 0, 1)
    assert queries.open_destruction(stock) is None


def test_a_list_taken_back_leaves_its_blanks_spoiled(stock: str) -> None:
    certificates.spoil(form=FORM, serial="XA0000004", why="撕裂", actor=KEEPER)
    made = certificates.propose_destruction(actor=KEEPER)

    certificates.drop_destruction(destruction_id=made.pk, actor=OTHER)

    assert counts(stock) == (9, 0, 1, 0)
    with pytest.raises(Refused, match=r"certificates\.no_such_destruction"):
        certificates.confirm_destruction(destruction_id=made.pk, quantity=1, actor=OTHER)


def test_one_list_waits_at_a_time_and_an_empty_one_is_none(stock: str) -> None:
    with pytest.raises(Refused, match=r"certificates\.nothing_to_destroy"):
        certificates.propose_destruction(actor=KEEPER)
    certificates.spoil(form=FORM, serial="XA0000004", why="撕裂", actor=KEEPER)
    certificates.propose_destruction(actor=KEEPER)
    with pytest.raises(Refused, match=r"certificates\.destruction_open"):
        certificates.propose_destruction(actor=OTHER)


def test_a_blank_is_spoiled_once_and_with_a_reason(stock: str) -> None:
    with pytest.raises(Refused, match=r"certificates\.void_needs_reason"):
        certificates.spoil(form=FORM, serial="XA0000004", why=" ", actor=KEEPER)
    certificates.spoil(form=FORM, serial="XA0000004", why="撕裂", actor=KEEPER)
    with pytest.raises(Refused, match=r"certificates\.blank_not_so"):
        certificates.spoil(form=FORM, serial="XA0000004", why="撕裂", actor=KEEPER)
    assert state_of("XA0000004") == "spoiled"


def test_another_office_has_no_hand_in_it(stock: str) -> None:
    with pytest.raises(Refused, match=r"certificates\.no_such_blank"):
        certificates.spoil(form=FORM, serial="XA0000004", why="撕裂", actor=Actor("x", "stock_keeper", "jinan"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""), ("XA1", "XB2"), ("XA2", "XA1"), ("XA1", "XA10"), ("XA", "XA"), ("车1", "车2"),
        ("X" * 16 + "1", "X" * 16 + "2"),
    ],
)  # fmt: skip
def test_serial_numbers_that_are_no_run_are_refused(first: str, last: str) -> None:
    with pytest.raises(Refused, match=r"certificates\.serials_form"):
        rules.serials_between(first, last)


@pytest.mark.parametrize(("many", "good"), [(rules.MOST_BLANKS, True), (rules.MOST_BLANKS + 1, False)])
def test_a_delivery_has_its_greatest_size(many: int, good: bool) -> None:  # noqa: FBT001 - a table of two
    run = ("0000001", f"{many:07d}")
    if good:
        assert len(rules.serials_between(*run)) == many
    else:
        with pytest.raises(Refused, match=r"certificates\.serials_too_many"):
            rules.serials_between(*run)


@given(st.integers(0, 999_000), st.integers(0, 500), st.sampled_from(["", "XA", "37B"]))
def test_a_run_holds_every_number_once_from_first_to_last(low: int, more: int, head: str) -> None:
    made = rules.serials_between(f"{head}{low:06d}", f"{head}{low + more:06d}")

    assert made == sorted(set(made))
    assert (len(made), made[0], made[-1]) == (more + 1, f"{head}{low:06d}", f"{head}{low + more:06d}")


@given(st.lists(st.sampled_from(["use", "spoil", "destroy"]), max_size=6))
def test_a_blank_ends_spoiled_or_destroyed_and_never_comes_back(deeds: list[str]) -> None:
    state, seen = "in_store", ["in_store"]
    for deed in deeds:
        try:
            state = rules.moved(state, deed)
        except Refused:
            continue
        seen.append(state)
    assert len(set(seen)) == len(seen)
