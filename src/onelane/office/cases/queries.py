"""Questions about a case: where it stands, how it came there, what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from onelane.catalogue.spec import JsonValue
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, Document, File, Pause, Work
from onelane.office.cases.path import Path, open_steps, undo
from onelane.office.cases.plans import path_of, snapshot_of

Standing = Literal["done", "now", "next"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the drawn path: done, open now, or still to come; `since` is when its live or last work began."""

    code: str
    standing: Standing
    in_hand: bool
    counter: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a page shows it; answers are unmasked here, a page masks them."""

    id: int
    number: str
    service: str
    title: dict[str, str]
    state: str
    opened_at: datetime
    ended_at: datetime | None
    steps: tuple[Step, ...]
    answers: dict[str, JsonValue]
    history: tuple[Work, ...]

    def step(self, code: str) -> Step:
        """Return one step by its name; raise LookupError when the path has none such."""
        for one in self.steps:
            if one.code == code:
                return one
        raise LookupError(code)


def view(case_id: int, actor: Actor) -> CaseView:
    """Return a case of the actor's office with its way so far; three statements."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise Refused("cases.not_found")
    if case.office_id != actor.office:
        raise Refused("cases.other_office")
    plan = snapshot_of(case.plan_id)
    title = plan["title"]
    works = tuple(Work.objects.select_related("counter").filter(case_id=case_id).order_by("taken_at", "pk"))
    return CaseView(
        id=case.pk,
        number=case.number,
        service=str(plan["service"]),
        title={str(key): str(one) for key, one in title.items()} if isinstance(title, dict) else {},
        state=case.state,
        opened_at=case.opened_at,
        ended_at=case.ended_at,
        steps=_steps(path_of(case.plan_id), case, works),
        answers=answers(case_id),
        history=works,
    )


def _steps(path: Path, case: Case, works: tuple[Work, ...]) -> tuple[Step, ...]:
    marking = frozenset(case.marking)
    now, done = set(open_steps(marking)), path.done(marking)
    latest = {work.step: work for work in works if work.outcome in {"", "done"}}
    found = []
    for code in path.steps:
        standing: Standing = "now" if code in now else "done" if code in done else "next"
        work = latest.get(code) if standing != "next" else None
        found.append(
            Step(
                code=code,
                standing=standing,
                in_hand=code in case.taken,
                counter=work.counter.code if work is not None and work.counter is not None else "",
                since=work.taken_at if work is not None else None,
                until=work.ended_at if work is not None and standing == "done" else None,
            )
        )
    return tuple(found)


def answers(case_id: int) -> dict[str, JsonValue]:
    """Return what the case's file says so far, by field name."""
    found: dict[str, JsonValue] = File.objects.values_list("answers", flat=True).get(pk=case_id)
    return found


def case_by_number(office: str, number: str) -> Case:
    """Return a case of an office by its serial number; refuse `cases.not_found`."""
    found = Case.objects.filter(office_id=office, number=number[:20]).first()
    if found is None:
        raise Refused("cases.not_found")
    return found


def plan_of(case_id: int) -> str:
    """Return the digest of the plan that a case opened with."""
    found: str = Case.objects.values_list("plan_id", flat=True).get(pk=case_id)
    return found


def numbers_of(case_ids: Iterable[int]) -> dict[str, str]:
    """Return the serial numbers of cases by the names of their chains (`case:17`); one statement."""
    found = Case.objects.filter(pk__in=set(case_ids)).values_list("pk", "number")
    return {f"case:{key}": number for key, number in found}


def history(case_id: int) -> list[Work]:
    """Return every performance of every step in the order they were taken up."""
    return list(Work.objects.select_related("counter").filter(case_id=case_id).order_by("taken_at", "pk"))


def documents(case_id: int) -> list[Document]:
    """Return the papers and pictures in the file that were not withdrawn, oldest first."""
    return list(Document.objects.filter(case_id=case_id, withdrawn_at=None).order_by("added_at", "pk"))


def pauses(case_id: int) -> list[Pause]:
    """Return the times in which the legal clock stood still."""
    return list(Pause.objects.filter(case_id=case_id).order_by("since"))


def work_list(office: str, step: str, *, limit: int = 50) -> list[Case]:
    """Return the cases that a station may work on now, fairest first, at most `limit`."""
    return list(
        Case.objects.filter(office_id=office, state="open", ended_at=None, ready_steps__contains=[step]).order_by(
            "rank_at", "pk"
        )[:limit]
    )


def count_work(office: str, step: str) -> int:
    """Return how many cases wait for a station."""
    return Case.objects.filter(office_id=office, state="open", ended_at=None, ready_steps__contains=[step]).count()


def mine(actor: Actor, step: str) -> Work | None:
    """Return the live work of a step in the actor's own hand, or None."""
    return (
        Work.objects.select_related("case")
        .filter(office_id=actor.office, step=step, actor=actor.id, ended_at=None)
        .first()
    )


def last_done(actor: Actor, step: str, since: datetime) -> Work | None:
    """Return the actor's latest completion of a step since a moment, if an undo can still take it back."""
    work = (
        Work.objects.select_related("case")
        .filter(office_id=actor.office, step=step, actor=actor.id, outcome="done", ended_at__gte=since)
        .order_by("-ended_at", "-pk")
        .first()
    )
    return work if work is not None and _can_be_undone(work.case, step) else None


def _can_be_undone(case: Case, step: str) -> bool:
    """Tell whether nothing later than the completion of `step` has happened to the case."""
    marking = frozenset(case.marking)
    try:
        before = undo(path_of(case.plan_id), marking, step)
    except Refused:
        return False
    closing = set(open_steps(marking)) - set(open_steps(before))
    return closing.isdisjoint(case.taken)
