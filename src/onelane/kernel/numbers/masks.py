"""How personal data is shown to those who may not see all of it (脱敏)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
        "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘令狐百里东郭呼延",
    )
)
_WITHIN = r"[^0-9路街道号]{1,9}?"  # a housing estate (小区) behind a street is no district
_CITY = rf"{_WITHIN}(?:市|自治州|地区|盟)"
_DISTRICT = re.compile(rf"{_CITY}{_WITHIN}(?:区|县|旗|市)|{_CITY}|{_WITHIN}(?:区|县|旗)")
_SHOWN_NAME = 3


def _ends(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]


def id_no(text: str) -> str:
    """`370***********1234`."""
    return _ends(text, 3, 4)


def name(text: str) -> str:
    """`张*`, `张*明`, `欧阳*`; a character outside the basic plane counts as one."""
    family = 2 if text[:2] in _COMPOUND and len(text) >= _SHOWN_NAME else 1
    if len(text) <= family + 1:
        return text[:family] + "*" if len(text) > family else "*" * len(text)
    return _ends(text, family, 1)


def mobile(text: str) -> str:
    """`138****1234`."""
    return _ends(text, 3, 4)


def plate(text: str) -> str:
    """`鲁B·***12`, from a plate with or without its dot."""
    bare = text.replace("·", "")
    return f"{bare[:2]}·{_ends(bare[2:], 0, 2)}"


def vin(text: str) -> str:
    """`LSV***********789`."""
    return _ends(text, 3, 3)


def address(text: str) -> str:
    """`山东省青岛市市南区***`; an address without a district shows nothing."""
    found = _DISTRICT.match(text)
    return f"{found[0] if found else ''}***"


def email(text: str) -> str:
    """`a***@example.cn`."""
    local, at, domain = text.rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else "***"


_KINDS: dict[str, Callable[[str], str]] = {
    "id_no": id_no,
    "name": name,
    "mobile": mobile,
    "plate": plate,
    "vin": vin,
    "address": address,
    "email": email,
}


def masked(kind: str, text: str) -> str:
    """Mask a text by the kind that a field of the catalogue names; without a kind it is shown."""
    return _KINDS[kind](text) if kind else text
