"""Vehicle, identity, credit and parcel numbers: the vectors of the domain reference and what must be noticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onelane.kernel.numbers import contacts, credit_code, resident_id, serials, tracking, vin
from onelane.kernel.refusal import Refused

VIN_MARKS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
CREDIT_MARKS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def refused(check: Callable[[str], object], text: str) -> str:
    """Return the code with which a number is refused."""
    with pytest.raises(Refused) as told:
        check(text)
    return told.value.code


@pytest.mark.parametrize(
    "text",
    [
        "LSVCY6C49MN027789",
        "LBEHDAEB58Y038860",
        "WBAXW1104J0X16755",
        "1HGCM82633A004352",
        "1M8GDM9AXKP042788",
        "LSVAU2189N2000001",
        "LFV2A21K5H3000001",
        "LGXCE6CC9N0000001",
    ],
)
def test_a_right_vin_is_taken_as_it_is(text: str) -> None:
    assert vin.check(text) == text


def test_a_vin_is_read_in_small_and_full_width_letters_with_spaces() -> None:
    assert vin.check(" lsvcy6c4 9mn０２７７89 ") == "LSVCY6C49MN027789"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LSVCY6C48MN027789", "numbers.vin_check_digit"),
        ("1" * 17, "numbers.vin_all_same"),
        ("LSVCY6C49MN02778", "numbers.vin_length"),
        ("LSVCY6C49MN0277899", "numbers.vin_length"),
        ("LSVCY6C49MNO27789", "numbers.vin_letters"),
        ("LSVCY6C49MN02778号", "numbers.vin_letters"),
        ("LSVCY6C49MN02778٣", "numbers.vin_letters"),
        ("", "numbers.vin_length"),
    ],
)
def test_a_wrong_vin_is_refused(text: str, code: str) -> None:
    assert refused(vin.check, text) == code


def test_a_maker_abroad_is_warned_about_and_not_refused() -> None:
    assert vin.read("WBAXW1105J0X16755").warnings == ("numbers.vin_check_digit",)
    assert vin.read("WBAXW1104J0X16755").warnings == ()


@pytest.mark.parametrize(
    ("text", "year"), [("LSVCY6C49MN027789", 2021), ("LBEHDAEB58Y038860", 2008), ("LSVAU2184TN000001", 2026)]
)
def test_the_tenth_place_tells_the_model_year(text: str, year: int) -> None:
    assert vin.read(text).model_year(by=2026) == year
    assert vin.read(text).warnings == ()


def test_a_tenth_place_that_is_no_year_is_warned_about() -> None:
    told = vin.read("LGXCE6CC9N0000001".replace("9N", "9U")[:8] + vin.check_digit("LGXCE6CC9U0000001") + "U0000001")
    assert told.warnings == ("numbers.vin_year",)
    assert told.model_year(by=2026) is None


@given(st.text(VIN_MARKS, min_size=16, max_size=16), st.integers(0, 16), st.sampled_from(VIN_MARKS))
def test_a_changed_character_of_a_vin_is_noticed_unless_both_count_the_same(rest: str, at: int, new: str) -> None:
    made = "L" + rest[:7] + "0" + rest[8:]
    made = made[:8] + vin.check_digit(made) + made[9:]
    changed = made[:at] + new + made[at + 1 :]
    assume(changed.startswith("L") and len(set(changed)) > 1)

    same = vin._VALUES[new] == vin._VALUES[made[at]] if at != vin.CHECKED else new == made[at]
    if same:
        assert vin.check(changed) == changed
    else:
        assert refused(vin.check, changed) == "numbers.vin_check_digit"


@pytest.mark.parametrize(("text", "sex"), [("11010519491231002X", "female"), ("370299199003070125", "female")])
def test_a_right_identity_number_is_taken(text: str, sex: str) -> None:
    assert resident_id.check(text.lower()) == text
    assert resident_id.sex(text) == sex


def test_an_identity_number_tells_the_birth_date() -> None:
    assert resident_id.birth_date("370299199003070125") == date(1990, 3, 7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105194912310021", "numbers.id_check_character"),
        ("11010519491231002", "numbers.id_length"),
        ("1101051949123100XX", "numbers.id_letters"),
        ("00010519491231002X", "numbers.id_region"),
        ("110105194902300028", "numbers.id_birth_date"),
        ("11010518991231002X", "numbers.id_birth_date"),
        ("一" * 18, "numbers.id_letters"),
    ],
)
def test_a_wrong_identity_number_is_refused(text: str, code: str) -> None:
    assert refused(resident_id.check, text) == code


def test_nobody_is_born_tomorrow() -> None:
    number = "370299199003070125"
    assert resident_id.check(number, by=date(1990, 3, 7)) == number
    with pytest.raises(Refused, match="id_birth_date"):
        resident_id.check(number, by=date(1990, 3, 6))


@given(
    st.dates(date(1900, 1, 1), date(2026, 11, 22)),
    st.integers(0, 999),
    st.integers(0, 17),
    st.sampled_from("0123456789X"),
)
def test_every_changed_character_of_an_identity_number_is_noticed(born: date, order: int, at: int, new: str) -> None:
    body = f"370299{born:%Y%m%d}{order:03d}"
    number = next(body + end for end in "0123456789X" if _passes(body + end))
    changed = number[:at] + new + number[at + 1 :]
    assume(changed != number)
    assert refused(resident_id.check, changed).startswith("numbers.id_")


def _passes(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11] == number[-1]


@pytest.mark.parametrize("text", ["91350100M000100Y43", "91110000101623741K", "911101066976941872"])
def test_a_right_credit_code_is_taken(text: str) -> None:
    assert credit_code.check(f" {text.lower()} ") == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91310115MA1H8R7C6D", "numbers.credit_code_check_character"),
        ("91310115MA1H8R7C6", "numbers.credit_code_length"),
        ("91310115MA1H8R7C6I", "numbers.credit_code_letters"),
        ("9131011AMA1H8R7C6D", "numbers.credit_code_letters"),
    ],
)
def test_a_wrong_credit_code_is_refused(text: str, code: str) -> None:
    assert refused(credit_code.check, text) == code


def test_a_clerk_may_override_the_check_character_and_nothing_else() -> None:
    assert credit_code.check("91310115MA1H8R7C6D", overridden=True) == "91310115MA1H8R7C6D"
    with pytest.raises(Refused, match="credit_code_letters"):
        credit_code.check("91310115MA1H8R7C6I", overridden=True)


@given(
    st.text(CREDIT_MARKS, min_size=2, max_size=2),
    st.integers(0, 999_999),
    st.text(CREDIT_MARKS, min_size=9, max_size=9),
    st.integers(0, 17),
    st.sampled_from(CREDIT_MARKS),
)
def test_every_changed_character_of_a_credit_code_is_noticed(
    head: str, area: int, tail: str, at: int, new: str
) -> None:
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    body = f"{head}{area:06d}{tail}"
    number = body + CREDIT_MARKS[-sum(CREDIT_MARKS.index(m) * w for m, w in zip(body, weights, strict=True)) % 31]
    changed = number[:at] + new + number[at + 1 :]

    assert credit_code.check(number) == number
    if changed != number:
        assert refused(credit_code.check, changed).startswith("numbers.credit_code_")


@pytest.mark.parametrize(
    "text", ["EB000717618HK", "EB000717595HK", "EE577352696CN", "EE471108151FR", "EX123456785CN", "1234567890123"]
)
def test_a_right_parcel_number_is_taken(text: str) -> None:
    assert tracking.check(text.lower()) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EX123456784CN", "numbers.tracking_check_digit"),
        ("EX12345678CN", "numbers.tracking_form"),
        ("123456789012", "numbers.tracking_form"),
    ],
)
def test_a_wrong_parcel_number_is_refused(text: str, code: str) -> None:
    assert refused(tracking.check, text) == code


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.sampled_from("0123456789"))
def test_a_changed_digit_of_a_parcel_number_is_noticed_as_far_as_its_arithmetic_goes(
    serial: int, at: int, new: str
) -> None:
    made = tracking.make("EX", serial)
    changed = f"EX{made[2:11][:at]}{new}{made[2:11][at + 1 :]}CN"
    assume(changed != made)
    # S10 gives 0 for the remainders 0 and... 10, and 5 for 11: changes between these two stay unseen.
    if made[10] in "05" and at != 8:
        return
    assert refused(tracking.check, changed) == "numbers.tracking_check_digit"


@pytest.mark.parametrize("text", ["13800001234", "+86 138-0000-1234", "１３８ 0000 1234"])
def test_a_mobile_number_is_read_as_people_write_it(text: str) -> None:
    assert contacts.check_mobile(text) == "13800001234"


@pytest.mark.parametrize("text", ["12800001234", "1380000123", "138000012345", "", "电话"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    assert refused(contacts.check_mobile, text) == "numbers.mobile_form"


def test_a_postcode_has_six_digits() -> None:
    assert contacts.check_postcode("266 000") == "266000"
    assert refused(contacts.check_postcode, "26600") == "numbers.postcode_form"


def test_a_case_serial_holds_the_day_and_a_sequence() -> None:
    assert serials.case_serial(date(2026, 11, 22), 7) == "1261122000007"
    assert serials.check_case_serial("1261122 000007") == "1261122000007"


@pytest.mark.parametrize("text", ["2261122000007", "1261322000007", "126112200000", "126112200000x"])
def test_what_is_no_case_serial_is_refused(text: str) -> None:
    assert refused(serials.check_case_serial, text) == "numbers.case_serial_form"


def test_certificate_and_file_numbers_have_twelve_digits() -> None:
    assert serials.certificate_number("37", 42) == "370000000042"
    assert serials.check_certificate_number("310007798232", "31") == "310007798232"
    assert serials.file_number("3702", 42) == "370200000042"
    assert serials.file_number("3702", 42, digits=6) == "370200000042"
    assert refused(lambda text: serials.check_certificate_number(text, "37"), "310007798232")
    assert refused(lambda text: serials.check_file_number(text, "3702"), "310007798232")


def test_a_sequence_that_has_run_full_is_a_fault_and_no_answer() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        serials.case_serial(date(2026, 11, 22), 1_000_000)
