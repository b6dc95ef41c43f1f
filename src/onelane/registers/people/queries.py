"""Questions about people; what they return is masked."""

from __future__ import annotations

from dataclasses import dataclass

from onelane.kernel.numbers import masks
from onelane.kernel.numbers.written import plain
from onelane.registers.people.models import Person


@dataclass(frozen=True, slots=True)
class Masked:
    """A person as anybody at work may see him without a reason."""

    id: int
    kind: str
    name: str
    id_type: str
    id_no: str
    mobile: str


def masked(person: Person) -> Masked:
    """Return a person with name, document and telephone masked; a unit's name is public."""
    return Masked(
        id=person.pk,
        kind=person.kind,
        name=person.name if person.kind == "unit" else masks.name(person.name),
        id_type=person.id_type,
        id_no=masks.id_no(person.id_no),
        mobile=masks.mobile(person.mobile) if person.mobile else "",
    )


def by_document(id_type: str, id_no: str) -> Masked | None:
    """Return who is known under an identity document, masked, or None."""
    found = Person.objects.filter(id_type=id_type, id_no=plain(id_no)).first()
    return masked(found) if found else None
