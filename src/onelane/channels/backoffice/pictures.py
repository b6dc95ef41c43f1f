"""Pictures and the inspection record of a case, as staff see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.shared.forms_from_catalogue import said, told
from onelane.kernel.numbers import masks
from onelane.office.cases import queries as cases
from onelane.office.inspection import queries as inspections
from onelane.office.inspection.items import BY_NO, PHOTOS
from onelane.office.inspection.rules import ANSWERS
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.kernel.actor import Actor
    from onelane.office.inspection.queries import Form

CONCLUSIONS = {"": _("Under way"), "pass": _("Passed"), "fail": _("Failed"), "stopped": _("Stopped on suspicion")}
MARKS = {"": "", "pass": "√", "fail": "×", "not_required": "—"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the file: its guarded address and what it shows."""

    url: str
    name: str
    step: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the record as marked."""

    no: int
    name: str
    mark: str
    result: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Examined:
    """An inspection record: who, when, with which recording, and what was marked."""

    state: str
    conclusion: str
    started_at: datetime
    ended_at: datetime | None
    certificate: str
    video: str
    bay: str
    remarks: str
    again: bool
    rows: tuple[Row, ...]
    left_out: int


def of_case(case_id: int, number: str) -> list[Picture]:
    """Return the pictures of a case, the standard one first."""
    found = sorted(cases.documents(case_id), key=lambda one: (one.kind not in PHOTOS, one.kind, one.pk))
    return [
        Picture(
            url=reverse("backoffice:case-picture", args=[number, one.pk]),
            name=_name(one.kind),
            step=one.step,
            width=one.width,
            height=one.height,
        )
        for one in found
    ]


def _name(kind: str) -> str:
    if kind in PHOTOS:
        return said(PHOTOS[kind].name)
    material = catalogue.current().vocabulary.materials.get(kind)
    return said(material.name) if material is not None else gettext("Photo %(kind)s") % {"kind": kind}


def examined(case_id: int, actor: Actor) -> Examined | None:
    """Return the newest inspection record of a case, or None before the car was in a bay."""
    record = inspections.latest(case_id=case_id, actor=actor)
    return None if record is None else _examined(inspections.form_of(record))


def _examined(form: Form) -> Examined:
    record = form.record
    rows = tuple(
        Row(no, said(BY_NO[no].name), MARKS[row.result], row.result, _value(no, row.value), row.note)
        for no, row in form.rows.items()
        if no in form.verdict.asked or row.result == "fail"
    )
    return Examined(
        state=record.conclusion or "now",
        conclusion=gettext(CONCLUSIONS[record.conclusion]),
        started_at=record.started_at,
        ended_at=record.ended_at,
        certificate=record.certificate_no,
        video=record.video_ref,
        bay=record.bay.code if record.bay is not None else "",
        remarks=record.remarks,
        again=record.recheck_of_id is not None,
        rows=rows,
        left_out=len(form.rows) - len(rows),
    )


def _value(no: int, value: str) -> str:
    """Return a value in words; the VIN is masked here too, the rules have compared it already."""
    kind = BY_NO[no].value
    if not value or not kind:
        return value
    if kind == "vin":
        return masks.vin(value)
    field = catalogue.current().vocabulary.fields.get(ANSWERS[kind])
    return told(field, value) if field is not None else value
