"""The citizen's identity number (公民身份号码, GB 11643-1999)."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused

LENGTH = 18
EARLIEST = 1900

_FORM = re.compile(r"[0-9]{17}[0-9X]")
# Provinces, not counties: counties come and go, and test people live in a county that never was (370299).
_PROVINCES = frozenset(re.findall("..", "1112131415212223313233343536374142434445465051525354616263646571818283"))
_FOREIGNER = "9"  # 外国人永久居留身份证, edition 2023


def check(text: str, *, by: date | None = None) -> str:
    """Return the number with a capital X; refuse length, form, region, birth date (after `by` too), check character."""
    number = plain(text)
    if len(number) != LENGTH:
        raise Refused("numbers.id_length", found=len(number))
    if _FORM.fullmatch(number) is None:
        raise Refused("numbers.id_letters")
    if number[:2] not in _PROVINCES and not number.startswith(_FOREIGNER):
        raise Refused("numbers.id_region", region=number[:2])
    born = _birth_date(number)
    if born is None or born.year < EARLIEST or (by is not None and born > by):
        raise Refused("numbers.id_birth_date")
    if number[-1] != ric.calc_check_digit(number):
        raise Refused("numbers.id_check_character")
    return number


def birth_date(number: str) -> date:
    """Return the birth date written in a checked number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> str:
    """Return `male` or `female` as written in a checked number."""
    return "male" if int(number[16]) % 2 else "female"


def _birth_date(number: str) -> date | None:
    try:
        return ric.get_birth_date(number)
    except InvalidComponent:
        return None
