from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.refusal import Refused
from onelane.office.inspection import rules
from onelane.office.inspection.items import BY_NO, GROUNDS, ITEMS, PHOTOS
from onelane.office.inspection.rules import Car, Row

TODAY = date(2026, 11, 23)
VIN = "LSVAU2184TN000001"
IMPORTED = "WBAXW1104J0X16755"
IMPORTED_ODD = "WBAXW1105J0X16755"
CAR = Car(vin=VIN, vehicle_type="K33", use_nature="A", made_on=date(2026, 9, 1))
NEEDED = {"0111", "0112", "0113"}
PASSED = {no: Row("pass") for no in range(1, 10)} | {
    1: Row("pass", VIN),
    4: Row("pass", "A"),
    5: Row("pass", "5"),
    6: Row("pass", "K33"),
}


def refusal(row: Row, no: int, car: Car = CAR) -> str:
    with pytest.raises(Refused) as no_:
        rules.check_row(car, row, no, TODAY)
    return no_.value.code


def test_the_form_has_twenty_items_in_order() -> None:
    assert [item.no for item in ITEMS] == list(range(1, 21))


def test_every_word_of_the_form_is_there_in_both_languages() -> None:
    words = [word for item in ITEMS for word in (item.name, item.look, item.fails, item.remedy)]
    words += [photo.name for photo in PHOTOS.values()] + list(GROUNDS.values())

    assert all(
        word.zh and word.en and word.en.isascii() is not word.zh.isascii() for word in words if "°" not in word.en
    )


@pytest.mark.parametrize(
    ("car", "asked"),
    [
        (Car(), range(1, 10)),
        (Car(vehicle_type="K33", use_nature="A"), range(1, 10)),
        (Car(vehicle_type="H31", use_nature="F"), range(1, 15)),
        (Car(vehicle_type="K11", use_nature="B"), [*range(1, 10), 15, 16, 17, 18]),
        (Car(vehicle_type="H11", use_nature="R"), range(1, 19)),
        (Car(vehicle_type="K33", use_nature="H"), [*range(1, 10), 19]),
        (Car(vehicle_type="B11"), [1, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14]),
        (Car(vehicle_type="M21"), range(1, 9)),
        (Car(exempt_model=False), [*range(1, 10), 20]),
        (Car(had_accident=True), [*range(1, 10), 20]),
    ],
)
def test_what_is_asked_depends_on_the_vehicle(car: Car, asked: list[int]) -> None:
    assert rules.asked_of(car, TODAY) == tuple(asked)


@pytest.mark.parametrize(
    ("made_on", "on", "exempt"),
    [
        (date(2024, 11, 24), date(2026, 11, 23), True),
        (date(2024, 11, 23), date(2026, 11, 23), False),
        (date(2024, 2, 29), date(2026, 2, 28), True),
        (date(2024, 2, 29), date(2026, 3, 1), False),
        (None, TODAY, True),
    ],
)
def test_the_exemption_lapses_two_years_after_manufacture(made_on: date | None, on: date, exempt: bool) -> None:  # noqa: FBT001
    assert rules.exempt_from_test(Car(made_on=made_on), on) is exempt


@pytest.mark.parametrize("no", [0, 21])
def test_there_is_no_item_outside_the_form(no: int) -> None:
    assert refusal(Row("pass"), no) == "inspection.no_such_item"


@pytest.mark.parametrize(
    ("no", "row", "code"),
    [
        (2, Row(""), "inspection.no_such_result"),
        (2, Row("not_required"), "inspection.item_is_asked"),
        (12, Row("pass"), "inspection.item_not_asked"),
        (1, Row("pass", ""), "numbers.vin_length"),
        (1, Row("pass", "LSVAU2184TN00000I"), "numbers.vin_letters"),
        (1, Row("pass", "LSVAU2185TN000001"), "numbers.vin_check_digit"),
        (1, Row("pass", IMPORTED), "inspection.vin_differs"),
        (4, Row("pass", ""), "inspection.colour_unknown"),
        (4, Row("pass", "ABCD"), "inspection.colour_unknown"),
        (4, Row("pass", "X"), "inspection.colour_unknown"),
        (5, Row("pass", "0"), "inspection.seats_unreadable"),
        (5, Row("pass", "100"), "inspection.seats_unreadable"),
        (5, Row("pass", "٥"), "inspection.seats_unreadable"),
        (6, Row("pass", "K99"), "inspection.type_unknown"),
    ],
)
def test_what_may_not_stand_on_the_form_is_refused(no: int, row: Row, code: str) -> None:
    assert refusal(row, no) == code


@pytest.mark.parametrize(
    ("no", "written", "stands"),
    [(1, "lsvau218-4tn000001", VIN), (4, "A, J, A", "AJ"), (5, " 05 ", "5"), (6, "K33", "K33"), (8, "dropped", "")],
)
def test_a_value_stands_on_the_form_in_one_way(no: int, written: str, stands: str) -> None:
    assert rules.check_row(CAR, Row("pass", written), no, TODAY).value == stands


def test_a_fault_may_be_noted_where_nothing_is_asked() -> None:
    assert rules.check_row(CAR, Row("fail", note="siren"), 19, TODAY) == Row("fail", "", "siren")


def test_a_failed_vin_may_be_unreadable() -> None:
    assert rules.check_row(CAR, Row("fail", "LSV??"), 1, TODAY).value == "LSV??"


def test_all_passed_with_photos_is_a_pass() -> None:
    assert rules.evaluate(CAR, PASSED, NEEDED, TODAY).conclusion == "pass"


@pytest.mark.parametrize("photo", sorted(NEEDED))
def test_one_missing_photo_is_no_pass(photo: str) -> None:
    verdict = rules.evaluate(CAR, PASSED, NEEDED - {photo}, TODAY)

    assert (verdict.conclusion, verdict.photos_missing) == ("", (photo,))


def test_the_type_that_was_written_decides_what_else_is_looked_at() -> None:
    lorry = PASSED | {6: Row("pass", "H31")} | {no: Row("not_required") for no in range(10, 21)}

    assert rules.evaluate(CAR, lorry, NEEDED, TODAY).missing == (10, 11, 12, 13, 14)


def test_a_vin_that_is_not_the_certificates_is_no_pass() -> None:
    verdict = rules.evaluate(Car(vin=IMPORTED), PASSED, NEEDED, TODAY)

    assert (verdict.conclusion, verdict.obstacle) == ("", "inspection.vin_differs")


def test_an_imported_car_with_an_odd_check_digit_passes_with_a_warning() -> None:
    rows = PASSED | {1: Row("pass", IMPORTED_ODD)}

    verdict = rules.evaluate(Car(vin=IMPORTED_ODD), rows, NEEDED, TODAY)

    assert (verdict.conclusion, verdict.warnings) == ("pass", ("numbers.vin_check_digit",))


def test_a_certificate_that_is_not_entered_yet_is_told() -> None:
    assert "inspection.certificate_not_entered" in rules.evaluate(Car(), PASSED, NEEDED, TODAY).warnings


MARKS = st.sampled_from(["pass", "fail", "not_required", ""])


@given(st.dictionaries(st.integers(1, 20), MARKS, max_size=20), st.sets(st.sampled_from(sorted(PHOTOS))))
def test_a_pass_has_every_item_passed_and_nothing_failed(marks: dict[int, str], photos: set[str]) -> None:
    rows = {no: Row(mark, PASSED.get(no, Row()).value) for no, mark in marks.items()}  # type: ignore[arg-type]

    verdict = rules.evaluate(CAR, rows, photos, TODAY)

    complete = all(marks.get(no) in {"pass", "fail"} for no in range(1, 10))
    faulty = "fail" in marks.values()
    expected = "" if not complete else "fail" if faulty else "pass" if photos >= NEEDED else ""
    assert verdict.conclusion == expected


def test_a_reinspection_takes_over_what_passed_except_the_vin() -> None:
    rows = PASSED | {8: Row("fail"), 10: Row("not_required")}

    assert sorted(rules.carried(rows)) == [2, 3, 4, 5, 6, 7, 9, 10]


def test_a_repaired_outside_is_photographed_anew() -> None:
    rows = PASSED | {7: Row("fail")}

    assert rules.photos_carried(rows, {"0111", "0112", "0113", "0119", "0158"}) == {"0119"}


def test_the_case_file_is_told_what_the_inspector_wrote() -> None:
    assert rules.answers_of(PASSED, "cam1") == {
        "video_ref": "cam1",
        "vin_on_car": VIN,
        "body_colour": "A",
        "seats": 5,
        "vehicle_type": "K33",
    }


def test_every_value_has_a_field_in_the_catalogue() -> None:
    from onelane.catalogue import loader

    fields = loader.load().vocabulary.fields
    told = {rules.ANSWERS[item.value] for item in BY_NO.values() if item.value} | {"video_ref"}

    assert {name for name, field in fields.items() if field.set_by == "inspection"} == told
