"""Forms from the catalogue: every kind of field is drawn, read back and told in words."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from onelane.catalogue import load
from onelane.catalogue.spec import Field, Words
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, sections, told, typed_in, written
from onelane.kernel.refusal import Refused

FIELDS = load().vocabulary.fields


def test_every_field_of_the_catalogue_is_drawn_in_both_languages() -> None:
    for language, name in (("zh-hans", "zh"), ("en", "en")):
        with translation.override(language):
            form = CatalogueForm([*FIELDS.values()])
            for code, field in FIELDS.items():
                assert getattr(field.name, name) in str(form[code].label)
                assert f'name="{code}"' in str(form[code])


def test_an_example_that_is_drawn_and_sent_back_is_the_same_example() -> None:
    from onelane.catalogue import forms

    service = load().service("first-registration")
    fields = [FIELDS[name] for name in service.asks["acceptance"]]
    clean = forms.validate(fields, service.example)
    form = CatalogueForm(fields, answers=clean)
    sent = QueryDict(mutable=True)
    for field in fields:
        sent[field.code] = str(form[field.code].value() or "")

    assert forms.validate(fields, typed_in(fields, sent)) == clean


def test_money_is_typed_in_yuan_and_kept_in_fen() -> None:
    assert written(FIELDS["price_cny"], 12_880_000) == "128800.00"


def test_letters_of_one_answer_are_chosen_in_lists_of_their_own() -> None:
    form = CatalogueForm([FIELDS["fuel_type"]], answers={"fuel_type": "AC"})
    sent = QueryDict("fuel_type=A&fuel_type=C")

    assert str(form["fuel_type"]).count("<select") == FIELDS["fuel_type"].codes.most
    assert str(form["fuel_type"]).count("selected") == 2
    assert typed_in([FIELDS["fuel_type"]], sent) == {"fuel_type": "AC"}


def test_what_was_typed_wins_over_the_file_and_a_refusal_stands_at_its_field() -> None:
    form = CatalogueForm(
        [FIELDS["vin"]],
        answers={"vin": "A"},
        typed={"vin": "B"},
        refused={"vin": Refused("numbers.vin_length", found=1)},
    )

    assert form["vin"].value() == "B"
    assert "17" in form["vin"].errors[0]


def test_an_emptied_field_stays_empty_over_the_file() -> None:
    assert CatalogueForm([FIELDS["vin"]], answers={"vin": "A"}, typed={"vin": ""})["vin"].value() == ""


def test_sections_follow_the_order_of_the_service_and_take_in_what_they_do_not_know() -> None:
    form = CatalogueForm([FIELDS[name] for name in ("owner_name", "vin", "brand_zh")])

    found = sections(form, [("vehicle", "Vehicle", "vin")])

    assert [(one.code, len(one.fields)) for one in found] == [("answers", 1), ("vehicle", 2)]


@pytest.mark.parametrize(
    ("code", "answer", "whole", "shown"),
    [
        ("owner_name", "张小明", False, "张*明"),
        ("owner_name", "张小明", True, "张小明"),
        ("accident_before", False, False, "No"),
        ("owner_type", "unit", False, "Organisation"),
        ("delivery_mode", "gone", False, "gone"),
        ("price_cny", 100, False, "1.00"),
        ("vin", None, False, ""),
    ],
)
def test_an_answer_is_told_in_words_and_masked(code: str, answer: object, whole: bool, shown: str) -> None:  # noqa: FBT001
    with translation.override("en"):
        assert told(FIELDS[code], answer, whole=whole) == shown


def test_an_option_without_a_default_starts_empty() -> None:
    field = Field(code="size", name=Words("大小", "Size"), type="enum", options={"s": Words("小", "Small")})

    assert 'value=""' in str(CatalogueForm([field])["size"])
