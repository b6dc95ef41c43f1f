"""Questions about messages."""

from __future__ import annotations

from onelane.office.messages.models import Choice, Letter


def of_case(case_id: int, person: int | None = None) -> list[Letter]:
    """Return the messages about a case, to one person where he is named, the latest first."""
    found = Letter.objects.filter(case_id=case_id)
    if person is not None:
        found = found.filter(person_id=person)
    return list(found.order_by("-made_at", "-pk")[:100])


def of_person(person: int, *, limit: int = 50) -> list[Letter]:
    """Return what somebody was told, the latest first."""
    return list(Letter.objects.filter(person_id=person).order_by("-made_at", "-pk")[:limit])


def choice_of(person: int) -> Choice:
    """Return how somebody wants to be told."""
    return Choice.objects.filter(person_id=person).first() or Choice(person_id=person)
