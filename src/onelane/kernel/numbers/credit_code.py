"""The unified social credit code of an organisation (统一社会信用代码, GB 32100-2015)."""

from __future__ import annotations

import re

from stdnum.cn import uscc

from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused

LENGTH = 18

_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def check(text: str, *, overridden: bool = False) -> str:
    """Return the code in capitals; refuse length, letters and check character.

    Some codes were issued with a wrong check character, so a clerk who has seen the licence may override it.
    """
    code = plain(text)
    if len(code) != LENGTH:
        raise Refused("numbers.credit_code_length", found=len(code))
    if _FORM.fullmatch(code) is None:
        raise Refused("numbers.credit_code_letters")
    if not overridden and code[-1] != uscc.calc_check_digit(code[:-1]):
        raise Refused("numbers.credit_code_check_character", given=code)
    return code
