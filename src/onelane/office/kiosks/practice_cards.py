"""Identity cards for practice, of the invented people of the demonstration (region 370299)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onelane.kernel.numbers import resident_id
from onelane.office.kiosks import id_card
from onelane.office.kiosks.devices import IdCard
from onelane.registers.people.models import Person

REGION = "370299"
MOST = 12
ISSUER = "示例公安局"
NEWCOMER = "new"
NEW_NUMBER, NEW_NAME = "370299200008150015", "试新"


@dataclass(frozen=True, slots=True)
class Practice:
    """A card that can be laid on the practice reader."""

    key: str
    name: str
    id_no: str


def cards() -> list[Practice]:
    """Return the cards of the practice people, one of them of somebody whom the register does not know yet."""
    found = Person.objects.filter(kind="individual", id_type="A", id_no__startswith=REGION).order_by("pk")[:MOST]
    return [*(Practice(str(one.pk), one.name, one.id_no) for one in found), Practice(NEWCOMER, NEW_NAME, NEW_NUMBER)]


def text_of(key: str) -> bytes | None:
    """Return what the reader would say of a practice card, or None where there is no such card."""
    if key == NEWCOMER:
        return _text(NEW_NAME, NEW_NUMBER, "山东省青岛市市南区示例路9号")
    people = Person.objects.filter(pk=int(key), id_no__startswith=REGION) if key.isdecimal() else None
    one = people.first() if people is not None else None
    return _text(one.name, one.id_no, one.domicile or one.mail_address) if one is not None else None


def _text(name: str, number: str, address: str) -> bytes:
    return id_card.written(
        IdCard(
            name=name,
            sex=resident_id.sex(number),
            born=resident_id.birth_date(number),
            address=address,
            id_no=number,
            issuer=ISSUER,
            valid_from=date(2020, 1, 1),
            valid_to=None,
        )
    )
