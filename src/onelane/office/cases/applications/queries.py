"""Questions about applications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application, Judgement, Proposal

PAGE = 30  # what a reviewer sees without leafing; each row costs the page's answer


@dataclass(frozen=True, slots=True)
class Waiting:
    """One application in the queue of a desk."""

    case_id: int
    number: str
    service: str
    channel: str
    submitted_at: datetime | None
    due_at: datetime
    in_hand: bool
    warned: bool

    @property
    def after(self) -> str:
        """Return the key with which the next page begins behind this row."""
        return f"{self.due_at.timestamp():.6f}-{self.case_id}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a queue; `following` is the key of the next one, empty at the end."""

    rows: tuple[Waiting, ...]
    following: str


def of_case(case_id: int) -> Application | None:
    """Return the application of a case, or None for a case of the lane."""
    return Application.objects.filter(pk=case_id).first()


def queue(office: str, desk: str, *, after: tuple[datetime, int] | None = None, limit: int = PAGE) -> Page:
    """Return a page of what waits at a desk, by due time; a keyset, so that page 2,000 costs what page 1 does."""
    found = Application.objects.filter(~Q(desk=""), office_id=office, desk=desk)
    if after is not None:
        found = found.extra(where=["(due_at, case_id) > (%s, %s)"], params=[*after])
    listed = list(found.order_by("due_at", "case_id").values_list(*_COLUMNS)[: limit + 1])
    rows = tuple(_waiting(desk, *one) for one in listed[:limit])
    return Page(rows, rows[-1].after if len(listed) > limit else "")


# Rows as they come: a model with all its columns for each of them takes longer than the statement.
_COLUMNS = ("case_id", "case__number", "service", "channel", "submitted_at", "due_at", "case__taken", "warned_at")


def _waiting(
    desk: str, case_id: int, number: str, service: str, channel: str, submitted_at: datetime | None,
    due_at: datetime | None, taken: Sequence[str], warned_at: datetime | None,
) -> Waiting:  # fmt: skip
    if due_at is None:
        raise LookupError("what waits at a desk is due")
    return Waiting(case_id, number, service, channel, submitted_at, due_at, desk in taken, warned_at is not None)


def at_desk(case_id: int, desk: str, office: str) -> Application:
    """Return an application that waits at a desk of an office; refuse `cases.not_found`."""
    found = Application.objects.select_related("case").filter(pk=case_id, desk=desk, office_id=office).first()
    if found is None:
        raise Refused("cases.not_found")
    return found


def at_desk_by_number(office: str, desk: str, number: str) -> int | None:
    """Return the key of the case of this number if it waits at a desk, or None."""
    found = Application.objects.filter(office_id=office, desk=desk, case__number=number)
    return found.values_list("pk", flat=True).first()


def count(office: str, desk: str, *, most: int) -> int:
    """Return how many applications wait at a desk, counted up to `most` only: a long queue is long."""
    return Application.objects.filter(~Q(desk=""), office_id=office, desk=desk)[:most].count()


def next_at(office: str, desk: str) -> QuerySet[Application]:
    """Return what a desk may take next, the most urgent first, rows that somebody else is taking left out."""
    return (
        Application.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(~Q(desk=""), office_id=office, desk=desk, case__state="open", case__ready_steps__contains=[desk])
        .order_by("due_at", "case_id")
    )


def of_person(person_id: int, *, limit: int = 100) -> list[Application]:
    """Return what a person applied for, the latest first."""
    found = Application.objects.filter(applicant_id=person_id).select_related("case")
    return list(found.order_by("-begun_at")[:limit])


def judgements(case_id: int) -> dict[str, Judgement]:
    """Return what is judged at present, by item."""
    return {one.item: one for one in Judgement.objects.filter(case_id=case_id, replaced_at=None)}


def proposal(case_id: int) -> Proposal | None:
    """Return the refusal that waits for a second person, or None."""
    return Proposal.objects.filter(case_id=case_id, decided_at=None).first()


def asked_items(case_id: int) -> list[Judgement]:
    """Return what the citizen is asked to correct, all of it at once (一次告知)."""
    return list(Judgement.objects.filter(case_id=case_id, holds=False, replaced_at=None).order_by("pk"))


def expired_drafts(office: str, now: datetime, days: int, *, limit: int = 100) -> list[int]:
    """Return the drafts of an office that nobody has touched for so many days."""
    before = now - timedelta(days=days)
    old = Application.objects.filter(office_id=office, submitted_at=None, closed_at=None, touched_at__lt=before)
    return list(old.order_by("touched_at").values_list("pk", flat=True)[:limit])


def soon_due(now: datetime, within: timedelta, *, limit: int = 500) -> Sequence[Application]:
    """Return what will break its limit soon and was not told of yet."""
    soon = Application.objects.filter(~Q(desk=""), warned_at=None, due_at__lt=now + within)
    return list(soon.order_by("due_at")[:limit])
