"""Reading a case for its outcome: for whom it is, what it is about, what was answered."""

from __future__ import annotations

from datetime import date

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.office.stations.desk import Applied, Visit
from onelane.office.stations.register_facts import facts_for


def applied(visit: Visit) -> Applied:
    """Return the application of the case; a case without one has no outcome of this kind."""
    if visit.applied is None:
        raise LookupError(f"case {visit.case.pk} was opened without an application")
    return visit.applied


def subject(visit: Visit) -> int:
    """Return the register's key of what the application is about."""
    found = applied(visit).subject
    if found is None:
        raise LookupError(f"the application of case {visit.case.pk} is about nothing")
    return found


def known(visit: Visit) -> dict[str, JsonValue]:
    """Return what the registers know of the applicant and his subject at the time of the deed."""
    one = applied(visit)
    return facts_for(person_id=one.applicant, about=one.about, subject_id=one.subject, on=today(visit))


def today(visit: Visit) -> date:
    """Return the office's day of the deed."""
    return visit.at.astimezone(clock.OFFICE_ZONE).date()


def text(visit: Visit, name: str) -> str:
    """Return an answer as text, empty where there is none."""
    found = visit.answers.get(name)
    return "" if found is None else str(found)


def date_of(value: JsonValue) -> date:
    """Return a fact of the register as a date."""
    return date.fromisoformat(str(value))


def day(visit: Visit, name: str) -> date:
    """Return an answer as a date."""
    return date.fromisoformat(text(visit, name))
