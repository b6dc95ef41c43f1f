"""Mobile numbers (手机号码) and postcodes (邮政编码) of the mainland."""

from __future__ import annotations

import re

from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_POSTCODE = re.compile(r"[0-9]{6}")


def check_mobile(text: str) -> str:
    """Return the 11 digits of a mobile number; a leading +86 is left out."""
    found = _MOBILE.fullmatch(plain(text))
    if found is None:
        raise Refused("numbers.mobile_form")
    return found[1]


def check_postcode(text: str) -> str:
    """Return the six digits of a postcode."""
    postcode = plain(text)
    if _POSTCODE.fullmatch(postcode) is None:
        raise Refused("numbers.postcode_form")
    return postcode
