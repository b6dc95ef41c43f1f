"""Blank forms (空白证件): counted in, used by a print, spoiled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.certificates import rules
from onelane.office.certificates.models import Blank, Blanks, Printing
from onelane.records import journal


@transaction.atomic
def count_in(*, form: str, first: str, last: str, actor: Actor, at: datetime | None = None) -> Blanks:
    """Count in a delivery of blank forms by its first and last serial number; no number is ever counted in twice."""
    at = at or clock.now()
    form, serials = rules.form_of(form), rules.serials_between(first, last)
    delivery = Blanks.objects.create(
        office_id=actor.office, form=form, first=serials[0], last=serials[-1], quantity=len(serials), at=at, by=actor.id
    )
    blanks = [
        Blank(office_id=actor.office, form=form, serial=one, delivery=delivery, changed_at=at, changed_by=actor.id)
        for one in serials
    ]
    with refused_by("one_blank_a_serial", "certificates.blank_known", first=serials[0], last=serials[-1]):
        Blank.objects.bulk_create(blanks, batch_size=2000)
    _note(actor, "blanks.counted_in", f"{form}:{delivery.pk}", at, detail={"quantity": len(serials)})
    return delivery


@transaction.atomic
def spoil(*, form: str, serial: str, why: str, actor: Actor, at: datetime | None = None) -> Blank:
    """Take a blank out of use with a reason: torn, misprinted, wet; its number stays accounted for."""
    at = at or clock.now()
    reason = rules.reason_of(why)
    found = Blank.objects.select_for_update().filter(
        office=actor.office, form=rules.form_of(form), serial=serial.strip().upper()
    )
    blank = found.first()
    if blank is None:
        raise Refused("certificates.no_such_blank", serial=serial.strip()[:20])
    _spoil(blank, reason, actor, at)
    return blank


def use_blank(printing: Printing, *, actor: Actor, at: datetime) -> Blank | None:
    """Use up the next blank form for a print and spoil that of the print before; None where the kind needs none.

    An office that has never counted in a form keeps its stock elsewhere, so nothing is asked of it here. Two printers
    at once get two blanks, and neither waits: what the other has in hand is passed over.
    """
    paper = printing.paper
    form = rules.SORTS[rules.kind_of(paper.kind)].blank
    if not form:
        return None
    for former in Blank.objects.select_for_update().filter(printing__paper=paper, state="used"):
        _spoil(former, printing.why, actor, at)
    mine = Blank.objects.filter(office=paper.office_id, form=form)
    blank = mine.filter(state="in_store").select_for_update(skip_locked=True).order_by("serial").first()
    if blank is None:
        if mine.exists():
            raise Refused("certificates.no_blank_left", form=form)
        return None
    blank.state, blank.printing = rules.moved(blank.state, "use"), printing
    blank.changed_at, blank.changed_by = at, actor.id
    blank.save(update_fields=["state", "printing", "changed_at", "changed_by"])
    return blank


def _spoil(blank: Blank, why: str, actor: Actor, at: datetime) -> None:
    blank.state, blank.why = rules.moved(blank.state, "spoil"), why
    blank.changed_at, blank.changed_by = at, actor.id
    blank.save(update_fields=["state", "why", "changed_at", "changed_by"])
    _note(actor, "blank.spoiled", f"{blank.form}:{blank.serial}", at, why=why)


def _note(
    actor: Actor, deed: str, subject: str, at: datetime, *, why: str = "", detail: dict[str, int] | None = None
) -> None:
    journal.note(actor, deed, chain=f"stock:{actor.office}", subject=subject, purpose=why, detail=detail or {}, at=at)
