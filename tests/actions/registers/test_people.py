"""The register of people: one person for one document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onelane.kernel.refusal import Refused
from onelane.registers.people import queries

Enter = Callable[..., Any]


def test_the_same_document_is_the_same_person(know: Enter) -> None:
    first = know(mobile="13800000000")

    assert know(id_no="3702 9919 9003 0701 25").pk == first.pk


def test_what_is_not_said_stays_and_what_is_new_replaces(know: Enter) -> None:
    know(mobile="13800000000", domicile="青岛市市南区示例路1号")

    person = know(mobile="", domicile="青岛市市北区示例路2号")

    assert (person.mobile, person.domicile) == ("13800000000", "青岛市市北区示例路2号")


def test_a_change_is_noted_by_the_names_of_fields_only(know: Enter) -> None:
    from onelane.records.models import Entry

    person = know(mobile="13800000000")
    know(mobile="13900000000")
    know(mobile="13900000000")

    noted = Entry.objects.filter(chain=f"person:{person.pk}").order_by("seq")
    assert [entry.deed for entry in noted] == ["person.known", "person.changed"]
    assert '"fields":["mobile"]' in noted[1].body
    assert "139" not in noted[1].body


def test_a_person_is_found_masked(know: Enter) -> None:
    know(mobile="13800000000")

    found = queries.by_document("A", "370299199003070125")

    assert found is not None
    assert (found.name, found.id_no, found.mobile) == ("测**主", "370***********0125", "138****0000")


def test_the_name_of_a_unit_is_public(know: Enter) -> None:
    know(kind="unit", id_type="N", id_no="91350100M000100Y43", name="测试运输有限公司")

    found = queries.by_document("N", "91350100M000100Y43")

    assert found is not None
    assert found.name == "测试运输有限公司"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id_no": "370299199003070126"}, "numbers.id_check_character"),
        ({"name": "  "}, "people.name_missing"),
        ({"kind": "robot"}, "people.unknown_kind"),
        ({"id_type": "F", "id_no": " "}, "people.document_missing"),
    ],
)
def test_who_cannot_be_known_is_refused(know: Enter, changed: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as no:
        know(**changed)

    assert no.value.code == code
