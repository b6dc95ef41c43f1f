"""Numbers of parcels (邮件号): UPU S10, or the 13 digits of domestic EMS."""

from __future__ import annotations

import re

from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused

_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_DOMESTIC = re.compile(r"[0-9]{13}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def check(text: str) -> str:
    """Return the number in capitals; refuse another form, or an S10 number whose check digit is wrong."""
    number = plain(text)
    if _DOMESTIC.fullmatch(number):
        return number
    if _S10.fullmatch(number) is None:
        raise Refused("numbers.tracking_form")
    if number[10] != check_digit(number[2:10]):
        raise Refused("numbers.tracking_check_digit", number=number)
    return number


def check_digit(serial: str) -> str:
    """Return the ninth digit for eight digits of an S10 number."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _WEIGHTS, strict=True)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


def make(service: str, serial: int, country: str = "CN") -> str:
    """Write an S10 number, e.g. `EX123456785CN` for service `EX` and serial 12345678."""
    digits = f"{serial:08d}"
    return check(f"{service}{digits}{check_digit(digits)}{country}")
