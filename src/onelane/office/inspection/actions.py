"""The deeds of an inspection (查验): start, mark, photograph, conclude, re-inspect, report a suspicion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases import actions as cases
from onelane.office.cases import documents
from onelane.office.cases import path as paths
from onelane.office.cases.models import Document
from onelane.office.cases.standing import lock
from onelane.office.inspection import queries, rules
from onelane.office.inspection.items import BY_NO, GROUNDS
from onelane.office.inspection.models import ItemResult, Photo, Record
from onelane.office.inspection.rules import Mark, Row
from onelane.records import journal
from onelane.registers.offices import queries as offices

STEP = "inspection"
LONGEST_VIDEO_REF = 60
LONGEST_REMARK = 500


@transaction.atomic
def start(*, case_id: int, actor: Actor, video_ref: str, counter: str = "", at: datetime | None = None) -> Record:
    """Begin the inspection of a case (查验); the record that is open already is the same beginning.

    Refuses without a running recording and without the inspector's certificate (R164 art.73).
    """
    at = at or clock.now()
    certificate = _entitled(actor)
    _at_work(case_id, actor)
    last = queries.latest(case_id=case_id, actor=actor)
    if last is not None and last.ended_at is None:
        return last if last.inspector == actor.id else _take_over(last, actor, certificate, at)
    if last is not None and last.conclusion == "fail":
        raise Refused("inspection.recheck_needed")
    record = _open(case_id, actor, certificate, _recorded(video_ref), counter or actor.counter, at, None)
    _strike_out(record, at)
    journal.note(actor, "inspection.started", chain=f"case:{case_id}", subject=str(record.pk), at=at)
    return record


@transaction.atomic
def write_item(
    *, record_id: int, no: int, result: str, actor: Actor, value: str = "", note: str = "", at: datetime | None = None
) -> ItemResult:
    """Mark one item of an open record (√ × —); writing the same again changes nothing and notes nothing."""
    at = at or clock.now()
    record = _open_record(record_id, actor)
    form = queries.form_of(record)
    mark: Mark = next((one for one in rules.MARKS if one == result), "")
    row = rules.check_row(rules.as_seen(form.car, form.rows), Row(mark, value, note), no, form.day)
    if form.rows.get(no) == row and no not in form.carried:
        return ItemResult.objects.get(record=record, no=no)
    written, _ = ItemResult.objects.update_or_create(
        record=record,
        no=no,
        defaults={"result": row.result, "value": row.value, "note": row.note, "marked_at": at, "carried": False},
    )
    detail = {"no": no, "result": row.result, "value": row.value, "note": row.note}
    journal.note(
        actor, "inspection.marked", chain=f"case:{record.case_id}", subject=str(record_id), detail=detail, at=at
    )
    return written


@transaction.atomic
def attach_photo(
    *,
    record_id: int,
    image: documents.Image,
    actor: Actor,
    kind: str = "",
    item: int | None = None,
    at: datetime | None = None,
) -> Document:
    """Put a picture on an open record; one of the same kind before it is withdrawn."""
    at = at or clock.now()
    kind = rules.photo_kind(kind, item)
    record = _open_record(record_id, actor)
    document = documents.add_document(
        case_id=record.case_id, kind=kind, step=STEP, image=image, actor=actor, trust="shown", at=at
    )
    former = Photo.objects.filter(record=record, kind=kind).exclude(document=document).first()
    Photo.objects.update_or_create(record=record, kind=kind, defaults={"document": document, "item": item})
    if former is not None and not Photo.objects.filter(document_id=former.document_id).exists():
        documents.withdraw_document(document_id=former.document_id, why="photo taken again", actor=actor, at=at)
    return document


@transaction.atomic
def conclude(*, record_id: int, actor: Actor, remarks: str = "", at: datetime | None = None) -> Record:
    """Close a record with its conclusion (查验结论) and signature; a re-inspection is signed only when passed.

    Every item asked must be marked, whichever way it went; a pass also needs the photos and the right VIN.
    """
    at = at or clock.now()
    record = _open_record(record_id, actor)
    _at_work(record.case_id, actor)
    verdict = queries.form_of(record).verdict
    if verdict.conclusion == "":
        raise _unfinished(verdict)
    signs = verdict.conclusion == "pass" or record.recheck_of_id is None
    return _close(record, verdict.conclusion, remarks, actor, at, signs=signs)


@transaction.atomic
def reinspect(*, record_id: int, actor: Actor, video_ref: str, counter: str = "", at: datetime | None = None) -> Record:
    """Begin the re-inspection (复检) of a failed record: what passed is taken over, the rest and the VIN are redone."""
    at = at or clock.now()
    certificate = _entitled(actor)
    failed = queries.record_of(record_id=record_id, actor=actor)
    _at_work(failed.case_id, actor)
    if failed.conclusion != "fail":
        raise Refused("inspection.nothing_to_recheck")
    again = Record.objects.filter(recheck_of=failed).first()
    if again is not None:
        return again
    form = queries.form_of(failed)
    place = counter or actor.counter
    record = _open(failed.case_id, actor, certificate, _recorded(video_ref), place, at, failed)
    kept = rules.carried(form.rows)
    _write_rows(record, kept, at, carried=True)
    for kind in sorted(rules.photos_carried(form.rows, form.photos)):
        Photo.objects.create(record=record, kind=kind, document_id=form.photos[kind])
    detail = {"of": failed.pk, "carried": sorted(kept)}
    journal.note(
        actor, "inspection.reopened", chain=f"case:{record.case_id}", subject=str(record.pk), detail=detail, at=at
    )
    return record


@transaction.atomic
def suspect(*, record_id: int, ground: str, actor: Actor, note: str = "", at: datetime | None = None) -> Record:
    """Stop on suspicion (嫌疑) of a smuggled, stolen or assembled vehicle or forged papers: never a simple fail.

    The record is closed as it stands and the case waits for the investigators (R164 art.74).
    """
    at = at or clock.now()
    if ground not in GROUNDS:
        raise Refused("inspection.ground_missing")
    record = _open_record(record_id, actor)
    told = "; ".join(part for part in (GROUNDS[ground].zh, note.strip()[:LONGEST_REMARK]) if part)
    stopped = _close(record, "stopped", told, actor, at, signs=record.recheck_of_id is None)
    cases.investigate(case_id=record.case_id, why=told, actor=actor, at=at)
    return stopped


def _entitled(actor: Actor) -> str:
    if not actor.may("inspector"):
        raise Refused("inspection.wrong_role", role=actor.role)
    certificate = queries.certificate_of(actor)
    if not certificate:
        raise Refused("inspection.no_certificate")
    return certificate


def _take_over(record: Record, actor: Actor, certificate: str, at: datetime) -> Record:
    """Let the inspector who has the car in hand now go on with a colleague's open record, under his own certificate."""
    former, record.inspector, record.certificate_no = record.inspector, actor.id, certificate
    record.save(update_fields=["inspector", "certificate_no"])
    detail = {"from": former}
    journal.note(
        actor, "inspection.taken_over", chain=f"case:{record.case_id}", subject=str(record.pk), detail=detail, at=at
    )
    return record


def _recorded(video_ref: str) -> str:
    told = video_ref.strip()
    if not told or len(told) > LONGEST_VIDEO_REF:
        raise Refused("inspection.no_recording", longest=LONGEST_VIDEO_REF)
    return told


def _at_work(case_id: int, actor: Actor) -> None:
    """Lock the case and make sure that its inspection is open and in no other hands."""
    case = lock(case_id, STEP, actor)
    if case.state != "open":
        raise Refused("cases.not_open", state=case.state)
    if STEP not in paths.open_steps(case.marking):
        raise Refused("cases.step_not_open", step=STEP)
    if case.work_id is not None and case.work_actor != actor.id:
        raise Refused("cases.in_other_hands", step=STEP)


def _open_record(record_id: int, actor: Actor) -> Record:
    """Lock the case, then the record: the order of every deed, so that two of them wait and never deadlock."""
    if not actor.may("inspector"):
        raise Refused("inspection.wrong_role", role=actor.role)
    found = queries.record_of(record_id=record_id, actor=actor)
    lock(found.case_id, STEP, actor)
    record = Record.objects.select_for_update().get(pk=record_id)
    if record.ended_at is not None:
        raise Refused("inspection.already_closed")
    if record.inspector != actor.id:
        raise Refused("cases.in_other_hands", step=STEP)
    return record


def _open(
    case_id: int, actor: Actor, certificate: str, video_ref: str, place: str, at: datetime, recheck_of: Record | None
) -> Record:
    with refused_by("one_open_record_per_case", "inspection.already_open"):
        return Record.objects.create(
            case_id=case_id,
            office_id=actor.office,
            bay=offices.counter(actor.office, place) if place else None,
            inspector=actor.id,
            certificate_no=certificate,
            video_ref=video_ref,
            recheck_of=recheck_of,
            started_at=at,
        )


def _strike_out(record: Record, at: datetime) -> None:
    """Mark — on every item that is not asked of this vehicle, as the paper form has it."""
    form = queries.form_of(record)
    others = set(BY_NO) - set(form.verdict.asked)
    _write_rows(record, {no: Row("not_required") for no in sorted(others)}, at, carried=False)


def _write_rows(record: Record, rows: Mapping[int, Row], at: datetime, *, carried: bool) -> None:
    ItemResult.objects.bulk_create(
        ItemResult(
            record=record, no=no, result=row.result, value=row.value, note=row.note, carried=carried, marked_at=at
        )
        for no, row in rows.items()
    )


def _unfinished(verdict: rules.Verdict) -> Refused:
    if verdict.missing:
        return Refused("inspection.items_missing", items=[str(no) for no in verdict.missing])
    if verdict.obstacle:
        return Refused(verdict.obstacle)
    return Refused("inspection.photos_missing", photos=list(verdict.photos_missing))


def _close(record: Record, conclusion: str, remarks: str, actor: Actor, at: datetime, *, signs: bool) -> Record:
    record.conclusion = conclusion
    record.remarks = remarks.strip()[:LONGEST_REMARK]
    record.ended_at = at
    record.signed_by, record.signed_at = (actor.id, at) if signs else ("", None)
    record.save(update_fields=["conclusion", "remarks", "ended_at", "signed_by", "signed_at"])
    detail = {"conclusion": conclusion, "certificate": record.certificate_no, "signed": signs}
    journal.note(
        actor, "inspection.concluded", chain=f"case:{record.case_id}", subject=str(record.pk), detail=detail, at=at
    )
    return record
