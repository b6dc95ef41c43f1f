"""Answers are checked against the catalogue, and all mistakes are told together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane import catalogue
from onelane.catalogue import forms
from onelane.catalogue.spec import CodeTable, Field, FieldType, JsonValue, Words
from onelane.kernel.refusal import Refused

NAME = Words("名", "name")
COLOUR = CodeTable("colour", NAME, {"A": NAME, "B": NAME, "C": NAME, "D": NAME}, most=3)
OFFERED = catalogue.load()


def ask(kind: FieldType, **more: object) -> Field:
    """A field of one type."""
    return replace(Field("it", NAME, kind), **more)  # type: ignore[arg-type]  # the test names real fields


def clean(field: Field, given: object, **others: object) -> JsonValue:
    """Return the one cleaned answer."""
    return forms.validate([field], {"it": given, **others}).get("it")


def refused(field: Field, given: object, **others: object) -> str:
    """Return the code with which the one answer is refused."""
    with pytest.raises(forms.FieldErrors) as told:
        forms.validate([field], {"it": given, **others})
    assert told.value.code == "cases.fields"
    assert told.value.facts == {"fields": ["it"]}
    return told.value.errors["it"].code


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        (ask("text"), "  白  ", "白"),
        (ask("text"), "𠮷田", "𠮷田"),
        (ask("text"), "e\u0301", "é"),
        (ask("text"), "\U0002ebf0", "\U0002ebf0"),
        (ask("text", longest=2), "𠮷田", "𠮷田"),
        (ask("text", mask="name"), "买买提•艾力", "买买提·艾力"),
        (ask("int"), "1,840", 1840),
        (ask("int"), "１８４０", 1840),
        (ask("int"), 5, 5),
        (ask("int", least=1, most=9), "9", 9),
        (ask("decimal"), "110.50", "110.5"),
        (ask("decimal"), "110.00", "110"),
        (ask("decimal"), "0.5", "0.5"),
        (ask("decimal"), 110.5, "110.5"),
        (ask("money"), "128,800.00", 12_880_000),
        (ask("money"), "120", 12_000),
        (ask("money"), 12_000, 12_000),
        (ask("date"), "2026-11-22", "2026-11-22"),
        (ask("date"), "2026年1月2日", "2026-01-02"),
        (ask("date"), "2026/1/2", "2026-01-02"),
        (ask("date"), "20260102", "2026-01-02"),
        (ask("bool"), "on", True),
        (ask("bool"), False, False),
        (ask("bool"), "否", False),
        (ask("enum", options={"ems": NAME}), "ems", "ems"),
        (ask("code", codes=COLOUR), "ab", "AB"),
        (ask("plate"), "鲁b·12345", "鲁B12345"),
        (ask("dims"), "4670 × 1806*1474", "4670x1806x1474"),
        (ask("vin"), "lsvcy6c49mn027789", "LSVCY6C49MN027789"),
        (ask("id_no"), "11010519491231002x", "11010519491231002X"),
        (ask("uscc"), "91350100M000100Y43", "91350100M000100Y43"),
        (ask("mobile"), "138 0000 1234", "13800001234"),
        (ask("postcode"), "266000", "266000"),
        (ask("address"), "山东省青岛市", "山东省青岛市"),
        (ask("text", required=False), "", None),
        (ask("text", required=False), None, None),
    ],
)
def test_an_answer_is_kept_in_one_form(field: Field, given: object, kept: JsonValue) -> None:
    assert clean(field, given) == kept


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [
        (ask("text"), "", "cases.field_missing"),
        (ask("text"), "  ", "cases.field_missing"),
        (ask("bool"), None, "cases.field_missing"),
        (ask("text", longest=2), "一二三", "cases.field_long"),
        (ask("text"), "一" * 201, "cases.field_long"),
        (ask("text"), "a\x00b", "cases.field_characters"),
        (ask("text"), "a\nb", "cases.field_characters"),
        (ask("text"), "a\u202eb", "cases.field_characters"),
        (ask("text"), "a\ue000b", "cases.field_characters"),
        (ask("text"), "a\ud800b", "cases.field_characters"),
        (ask("text"), ["a"], "cases.field_form"),
        (ask("text"), {"a": 1}, "cases.field_form"),
        (ask("int"), True, "cases.field_form"),
        (ask("int"), 1.5, "cases.field_number"),
        (ask("int"), 10**13, "cases.field_number"),
        (ask("money"), -1, "cases.field_range"),
        (ask("money"), 10**13, "cases.field_range"),
        (ask("text"), "a" * 1_000_000, "cases.field_long"),
        (ask("int"), "12a", "cases.field_number"),
        (ask("int"), "1" * 10, "cases.field_number"),
        (ask("int"), "٣", "cases.field_number"),
        (ask("int", least=1), "0", "cases.field_range"),
        (ask("int", most=9), "10", "cases.field_range"),
        (ask("decimal"), "1e5", "cases.field_number"),
        (ask("decimal"), "nan", "cases.field_number"),
        (ask("decimal", most=9), "9.1", "cases.field_range"),
        (ask("money"), "-1", "money.unreadable"),
        (ask("money", least=1), 0, "cases.field_range"),
        (ask("date"), "2026-02-30", "cases.field_date"),
        (ask("date"), "2026-13-01", "cases.field_date"),
        (ask("date"), "22.11.2026", "cases.field_date"),
        (ask("date"), "202611", "cases.field_date"),
        (ask("bool"), "maybe", "cases.field_choice"),
        (ask("enum", options={"ems": NAME}), "post", "cases.field_choice"),
        (ask("code", codes=COLOUR), "AX", "cases.field_choice"),
        (ask("code", codes=COLOUR), "AA", "cases.field_choice"),
        (ask("code", codes=COLOUR), "ABCD", "cases.field_choice"),
        (ask("plate"), "12345", "numbers.plate_prefix"),
        (ask("plate"), "鲁B1234", "numbers.plate_form"),
        (ask("dims"), "4670x1806", "cases.field_dims"),
        (ask("vin"), "LSVCY6C48MN027789", "numbers.vin_check_digit"),
        (ask("address"), "青岛", "cases.field_short"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused(field: Field, given: object, code: str) -> None:
    assert refused(field, given) == code


@pytest.mark.parametrize(
    ("document", "given", "kept"),
    [
        ("A", "370299199003070125", "370299199003070125"),
        ("N", "91350100M000100Y43", "91350100M000100Y43"),
        ("F", "e-12345678", "E12345678"),
    ],
)
def test_the_document_decides_how_its_number_is_read(document: str, given: str, kept: str) -> None:
    assert clean(ask("identity", depends="doc"), given, doc=document) == kept


@pytest.mark.parametrize(
    ("document", "code"),
    [("A", "numbers.id_length"), ("N", "numbers.credit_code_length"), ("F", "cases.field_identity")],
)
def test_a_number_that_is_not_of_its_document_is_refused(document: str, code: str) -> None:
    assert refused(ask("identity", depends="doc"), "E12", doc=document) == code


def test_a_parcel_address_is_needed_only_when_something_is_posted() -> None:
    field = ask("address", when=("delivery_mode", "ems"))
    assert clean(field, "山东省青岛市", delivery_mode="counter") is None
    assert refused(field, "", delivery_mode="ems") == "cases.field_missing"


def test_a_number_too_long_to_be_written_is_refused() -> None:
    assert refused(ask("int"), 10**5000) == "cases.field_number"
    assert refused(ask("text"), -(10**5000)) == "cases.field_number"


def test_an_answer_with_a_space_behind_it_decides_as_it_is_kept() -> None:
    mode = replace(ask("enum", options={"ems": NAME}), code="mode")
    with pytest.raises(forms.FieldErrors) as told:
        forms.validate([mode, ask("address", when=("mode", "ems"))], {"mode": " ems "})
    assert list(told.value.errors) == ["it"]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_form() -> None:
    fields = [replace(ask("text"), code="a"), replace(ask("int"), code="b"), replace(ask("text"), code="c")]
    with pytest.raises(forms.FieldErrors) as told:
        forms.validate(fields, {"b": "x", "c": "fine"})
    assert told.value.facts["fields"] == ["a", "b"]
    assert isinstance(told.value, Refused)


def test_what_nobody_asked_is_left_out() -> None:
    assert forms.validate([ask("text")], {"it": "a", "state": "finished"}) == {"it": "a"}


@pytest.mark.parametrize("code", OFFERED.services)
def test_the_example_of_a_service_answers_every_step(code: str) -> None:
    service = OFFERED.service(code)
    for step, names in service.asks.items():
        fields = [OFFERED.vocabulary.fields[name] for name in names]
        cleaned = forms.validate(fields, service.example)
        assert {field.code for field in fields if field.required and field.when is None} <= set(cleaned), step


@pytest.mark.parametrize("code", OFFERED.services)
def test_a_cleaned_example_is_clean(code: str) -> None:
    service = OFFERED.service(code)
    fields = [OFFERED.vocabulary.fields[name] for names in service.asks.values() for name in names]
    once = forms.validate(fields, service.example)
    assert forms.validate(fields, once) == once


@given(
    st.sampled_from(sorted(OFFERED.vocabulary.fields)),
    st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.text())),
)
def test_no_answer_makes_the_form_fail(name: str, given: object) -> None:
    field = OFFERED.vocabulary.fields[name]
    named: set[str] = set()
    try:
        named |= forms.validate([field], {name: given, "delivery_mode": "ems", "owner_id_type": "A"}).keys()
    except forms.FieldErrors as refusal:
        named |= refusal.errors.keys()
    assert named <= {name}
