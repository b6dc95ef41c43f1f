"""Questions about people; what they return is masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onelane.kernel.numbers import masks
from onelane.kernel.numbers.written import plain
from onelane.registers.people.models import Account, Person


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


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the names of those actors that are accounts, by the actor's id; one statement."""
    keys = {int(one) for one in actors if one.isascii() and one.isdigit() and len(one) < 19}  # noqa: PLR2004 - bigint
    return {str(key): name for key, name in Account.objects.filter(pk__in=keys).values_list("pk", "name")}


def account_called(username: str) -> str:
    """Return the actor's id behind a login name, or nothing."""
    found = Account.objects.filter(username=username[:40]).values_list("pk", flat=True).first()
    return "" if found is None else str(found)
