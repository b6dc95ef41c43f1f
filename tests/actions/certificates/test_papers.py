"""Issuing papers, printing them, making them void."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries

PRINTER = Actor("zhao", "certificate_printer", "qingdao")
Said = dict[str, Any]
NewCase = Callable[[], Any]


def issue(case: Any, said: Said, kind: str = "vehicle-licence") -> Any:
    return certificates.issue(case_id=case.pk, kind=kind, data=said, actor=PRINTER)


def test_the_same_paper_issued_twice_is_one_paper(new_case: NewCase, said: Said) -> None:
    case = new_case()

    first = issue(case, said)

    assert issue(case, said) == first
    assert queries.papers_of(case.pk) == [first]


def test_other_data_needs_the_old_paper_made_void_first(new_case: NewCase, said: Said) -> None:
    case = new_case()
    first = issue(case, said)

    with pytest.raises(Refused, match=r"certificates\.already_issued"):
        issue(case, said | {"owner_name": "测试车主二"})
    certificates.make_void(paper_id=first.pk, why="姓名录入有误", actor=PRINTER)
    second = issue(case, said | {"owner_name": "测试车主二"})

    assert queries.papers_of(case.pk) == [second]
    old = queries.by_key(first.key)
    assert old is not None
    assert old.void_why == "姓名录入有误"


def test_file_numbers_follow_each_other_without_a_gap(new_case: NewCase, said: Said) -> None:
    serials = [issue(new_case(), said).serial for _ in range(3)]

    assert serials == ["370200000001", "370200000002", "370200000003"]


def test_a_registration_certificate_bears_the_number_of_the_register(new_case: NewCase, said: Said) -> None:
    assert issue(new_case(), said, "registration-certificate").serial == "370000000017"


def test_two_certificates_never_bear_one_number(new_case: NewCase, said: Said) -> None:
    issue(new_case(), said, "registration-certificate")

    with pytest.raises(Refused, match=r"certificates\.number_in_use"):
        issue(new_case(), said, "registration-certificate")


@pytest.mark.parametrize("number", ["", "110000000017", "37000000001", "370000000017\n--"])
def test_a_certificate_without_a_number_of_the_province_is_refused(new_case: NewCase, said: Said, number: str) -> None:
    with pytest.raises(Refused, match=r"numbers\.certificate_number_form"):
        issue(new_case(), said | {"certificate_no": number}, "registration-certificate")


def test_an_unknown_kind_is_refused(new_case: NewCase, said: Said) -> None:
    with pytest.raises(Refused, match=r"certificates\.unknown_kind"):
        issue(new_case(), said, "passport")


def test_the_second_print_says_why(new_case: NewCase, said: Said) -> None:
    paper = issue(new_case(), said)
    certificates.note_print(paper_id=paper.pk, actor=PRINTER)

    with pytest.raises(Refused, match=r"certificates\.reprint_needs_reason"):
        certificates.note_print(paper_id=paper.pk, actor=PRINTER, why="  ")
    again = certificates.note_print(paper_id=paper.pk, actor=PRINTER, why="卡纸")

    assert (again.number, again.why) == (2, "卡纸")


def test_a_void_paper_is_not_printed(new_case: NewCase, said: Said) -> None:
    paper = issue(new_case(), said)
    certificates.make_void(paper_id=paper.pk, why="录入有误", actor=PRINTER)

    with pytest.raises(Refused, match=r"certificates\.void"):
        certificates.note_print(paper_id=paper.pk, actor=PRINTER)


def test_a_paper_is_made_void_with_a_reason_only(new_case: NewCase, said: Said) -> None:
    with pytest.raises(Refused, match=r"certificates\.void_needs_reason"):
        certificates.make_void(paper_id=issue(new_case(), said).pk, why=" ", actor=PRINTER)


def test_the_database_keeps_one_valid_paper_of_a_kind(new_case: NewCase, said: Said) -> None:
    from django.db import IntegrityError

    from onelane.office.certificates.models import Paper

    paper = issue(new_case(), said)
    paper.pk, paper.key, paper.serial = None, "another", "370200009999"

    with pytest.raises(IntegrityError, match="one_valid_paper_of_a_kind"):
        Paper.objects.bulk_create([paper])


def test_another_office_sees_no_paper_and_no_case(new_case: NewCase, said: Said) -> None:
    stranger = Actor("zhao", "certificate_printer", "jinan")
    case = new_case()

    with pytest.raises(Refused, match=r"certificates\.no_such_case"):
        certificates.issue(case_id=case.pk, kind="vehicle-licence", data=said, actor=stranger)
    with pytest.raises(Refused, match=r"certificates\.no_such_paper"):
        certificates.note_print(paper_id=issue(case, said).pk, actor=stranger)


def test_a_key_that_no_paper_has_finds_none(office: str) -> None:
    assert office
    assert queries.by_key("nothing") is None


def test_issue_print_and_void_are_noted_in_the_case(new_case: NewCase, said: Said) -> None:
    from onelane.records.models import Entry

    case = new_case()
    paper = issue(case, said)
    certificates.note_print(paper_id=paper.pk, actor=PRINTER)
    certificates.make_void(paper_id=paper.pk, why="录入有误", actor=PRINTER)

    noted = Entry.objects.filter(chain=f"case:{case.pk}").order_by("seq")
    assert [entry.deed for entry in noted] == ["paper.issued", "paper.printed", "paper.made_void"]
    assert all("测试车主" not in entry.body for entry in noted)
