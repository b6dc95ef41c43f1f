"""Questions about inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import File, Work
from onelane.office.inspection import rules
from onelane.office.inspection.models import Photo, Record
from onelane.office.inspection.rules import Car, Row, Verdict
from onelane.registers.offices.queries import settings_of
from onelane.registers.people.models import Post


@dataclass(frozen=True, slots=True)
class Form:
    """A record with everything that a page shows of it."""

    record: Record
    car: Car
    rows: Mapping[int, Row]
    carried: frozenset[int]
    photos: Mapping[str, int]  # photo kind -> key of the document
    verdict: Verdict
    day: date


def certificate_of(actor: Actor) -> str:
    """Return the number of the actor's inspector certificate at this office, or nothing (R164 art.73)."""
    if not actor.id.isascii() or not actor.id.isdigit():
        return ""
    posts = Post.objects.filter(account_id=int(actor.id), office_id=actor.office, role="inspector")
    return posts.values_list("certificate_no", flat=True).first() or ""


def record_of(*, record_id: int, actor: Actor) -> Record:
    """Return a record of the actor's office; refuse `inspection.not_found`, `inspection.other_office`."""
    record = Record.objects.select_related("bay").filter(pk=record_id).first()
    if record is None:
        raise Refused("inspection.not_found")
    if record.office_id != actor.office:
        raise Refused("inspection.other_office")
    return record


def latest(*, case_id: int, actor: Actor) -> Record | None:
    """Return the newest record of a case of the actor's office, open or concluded."""
    return Record.objects.filter(case_id=case_id, office_id=actor.office).order_by("-pk").first()


def stands(record: Record) -> bool:
    """Tell whether a passed record still counts: once the case was sent back, the car is inspected anew."""
    if record.conclusion != "pass" or record.ended_at is None:
        return False
    sent_back = Work.objects.filter(case_id=record.case_id, outcome="sent_back", ended_at__gt=record.ended_at)
    return not sent_back.exists()


def history(*, case_id: int, actor: Actor) -> list[Record]:
    """Return all records of a case of the actor's office, the oldest first."""
    return list(Record.objects.filter(case_id=case_id, office_id=actor.office).order_by("pk"))


def form(*, record_id: int, actor: Actor) -> Form:
    """Return a record of the actor's office with its rows, photos and where it stands."""
    return form_of(record_of(record_id=record_id, actor=actor))


def form_of(record: Record) -> Form:
    """Return the form of a record that is already at hand, judged by the day on which it was done."""
    day = (record.ended_at or clock.now()).astimezone(clock.OFFICE_ZONE).date()
    car = car_of(record.case_id, record.office_id)
    written = {one.no: one for one in record.items.all()}
    rows = {no: Row(_mark(one.result), one.value, one.note) for no, one in sorted(written.items())}
    photos = dict(Photo.objects.filter(record=record).values_list("kind", "document_id"))
    verdict = rules.evaluate(car, rows, set(photos), day)
    carried = frozenset(no for no, one in written.items() if one.carried)
    return Form(record, car, rows, carried, photos, verdict, day)


def car_of(case_id: int, office: str) -> Car:
    """Return what the case file says about the vehicle so far."""
    told = File.objects.filter(pk=case_id).values_list("answers", flat=True).first() or {}
    return Car(
        vin=str(told.get("vin") or ""),
        use_nature=str(told.get("use_nature") or ""),
        made_on=_day(told.get("manufacture_date")),
        had_accident=bool(told.get("accident_before", False)),
        exempt_model=bool(told.get("inspection_exempt_model", True)),
        lapse_years=settings_of(office).integer("inspection.lapse_years"),
    )


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:  # the window's own check words this mistake
        return None


def _mark(text: str) -> rules.Mark:
    return next((mark for mark in rules.MARKS if mark == text), "")
