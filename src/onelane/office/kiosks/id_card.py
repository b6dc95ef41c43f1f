"""The text of a resident's identity card as a reader gives it (GB/T 35678 / GA 450): 256 bytes of UTF-16LE in fields.

| characters | field |
| --- | --- |
| 15 | name 姓名 |
| 1 | sex 性别: 1 male, 2 female |
| 2 | ethnic group 民族, by GB/T 3304 |
| 8 | born 出生, YYYYMMDD |
| 35 | address 住址 |
| 18 | number 公民身份号码 |
| 15 | issued by 签发机关 |
| 8 | valid from 有效期起始 |
| 8 | valid to 有效期截止, YYYYMMDD or 长期 |
| 18 | newest address 预留区, not taken over |
"""

from __future__ import annotations

from datetime import date, datetime

from onelane.kernel.clock import OFFICE_ZONE
from onelane.kernel.numbers import resident_id
from onelane.kernel.refusal import Refused
from onelane.office.kiosks.devices import IdCard

FIELDS = (
    ("name", 15), ("sex", 1), ("group", 2), ("born", 8), ("address", 35), ("id_no", 18), ("issuer", 15),
    ("valid_from", 8), ("valid_to", 8), ("rest", 18),
)  # fmt: skip
SIZE = 2 * sum(size for _, size in FIELDS)
SEXES = {"1": "male", "2": "female"}
LONG_TERM = "长期"


def read(raw: bytes) -> IdCard:
    """Read the text of a card; raise ValueError for what is no card's."""
    if len(raw) != SIZE:
        raise ValueError("a card's text has 256 bytes")
    text, at, told = raw.decode("utf-16-le"), 0, {}
    for name, size in FIELDS:
        told[name] = text[at : at + size].strip(" \0")
        at += size
    if told["sex"] not in SEXES or not told["name"]:
        raise ValueError("the card cannot be read")
    try:
        number = resident_id.check(told["id_no"])
    except Refused as no:
        raise ValueError("the card cannot be read") from no
    return IdCard(
        name=told["name"], sex=SEXES[told["sex"]], born=_day(told["born"]), address=told["address"],
        id_no=number, issuer=told["issuer"], valid_from=_day(told["valid_from"]),
        valid_to=None if told["valid_to"] == LONG_TERM else _day(told["valid_to"]),
    )  # fmt: skip


def written(card: IdCard) -> bytes:
    """Write the text of a card, for practice readers and tests."""
    told = {
        "name": card.name, "sex": "1" if card.sex == "male" else "2", "group": "01", "born": f"{card.born:%Y%m%d}",
        "address": card.address, "id_no": card.id_no, "issuer": card.issuer, "valid_from": f"{card.valid_from:%Y%m%d}",
        "valid_to": f"{card.valid_to:%Y%m%d}" if card.valid_to else LONG_TERM,
    }  # fmt: skip
    return "".join(told.get(name, "")[:size].ljust(size) for name, size in FIELDS).encode("utf-16-le")


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").replace(tzinfo=OFFICE_ZONE).date()
