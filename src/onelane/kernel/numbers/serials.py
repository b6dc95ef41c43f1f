"""Numbers that the office itself gives out: case serial (业务流水号), certificate number, file number (档案编号)."""

from __future__ import annotations

import re
from datetime import date, datetime

from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused

_CASE = re.compile(r"1([0-9]{6})[0-9]{6}")
_TWELVE = re.compile(r"[0-9]{12}")
AREA = 4


def case_serial(day: date, sequence: int) -> str:
    """Write a case serial of 13 digits: 1, the date as YYMMDD, a sequence of six digits."""
    return f"1{day:%y%m%d}{_digits(sequence, 6)}"


def check_case_serial(text: str) -> str:
    """Return a case serial; refuse another length or a date that does not exist."""
    serial = plain(text)
    found = _CASE.fullmatch(serial)
    if found is None:
        raise Refused("numbers.case_serial_form")
    try:
        datetime.strptime(found[1], "%y%m%d")  # noqa: DTZ007 - only asks whether the day exists
    except ValueError as mistake:
        raise Refused("numbers.case_serial_form") from mistake
    return serial


def certificate_number(province: str, sequence: int) -> str:
    """Write the number of a registration certificate (登记证书编号): two digits of the province and ten more."""
    return check_certificate_number(f"{province}{_digits(sequence, 10)}", province)


def check_certificate_number(text: str, province: str) -> str:
    """Return the 12 digits of a certificate number of this province."""
    number = plain(text)
    if _TWELVE.fullmatch(number) is None or not number.startswith(province):
        raise Refused("numbers.certificate_number_form", province=province)
    return number


def file_number(area: str, sequence: int, digits: int = AREA) -> str:
    """Write a file number of 12 digits: the area in `digits` places, then the sequence."""
    return f"{area.ljust(digits, '0')}{_digits(sequence, 12 - digits)}"


def check_file_number(text: str, area: str) -> str:
    """Return the 12 digits of a file number of this area."""
    number = plain(text)
    if _TWELVE.fullmatch(number) is None or not number.startswith(area):
        raise Refused("numbers.file_number_form", area=area)
    return number


def _digits(sequence: int, width: int) -> str:
    """Write a sequence with leading zeros; one that no longer fits is a fault of the office, not an answer."""
    written = f"{sequence:0{width}d}"
    if sequence < 0 or len(written) > width:
        raise ValueError(f"{sequence} does not fit into {width} digits")
    return written
