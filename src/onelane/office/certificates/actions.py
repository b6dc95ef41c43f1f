"""The deeds on papers: issue, print, make void."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import connection, transaction

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases.models import Case
from onelane.office.certificates import rules
from onelane.office.certificates.models import Paper, Printing
from onelane.records import journal
from onelane.registers.offices.queries import office_of

KeySource = Callable[[int], str]
_KEY_BYTES = 18

# The row is the counter: two issuing at once wait for each other, and no number is given twice or left out.
_NEXT = """
INSERT INTO certificates_series AS series (office_id, kind, last) VALUES (%s, %s, 1)
ON CONFLICT (office_id, kind) DO UPDATE SET last = series.last + 1 RETURNING last
"""


@transaction.atomic
def issue(
    *,
    case_id: int,
    kind: str,
    data: Mapping[str, JsonValue],
    actor: Actor,
    at: datetime | None = None,
    new_key: KeySource = secrets.token_urlsafe,
) -> Paper:
    """Issue a paper of a case; the same data again is the same paper, other data of the same kind are refused."""
    at = at or clock.now()
    sort = rules.kind_of(kind)
    office = _office_of_case(case_id, actor)
    has = Paper.objects.filter(case=case_id, kind=sort, voided_at=None).first()
    if has is not None:
        if has.data == dict(data):
            return has
        raise Refused("certificates.already_issued", kind=sort)
    sequence = _next(office, sort) if rules.counts_its_own(sort) else 0
    serial = rules.serial(sort, area=office_of(office).area_code, sequence=sequence, data=data)
    with (
        refused_by("one_valid_paper_of_a_kind", "certificates.already_issued", kind=sort),
        refused_by("one_valid_paper_a_number", "certificates.number_in_use", kind=sort),
    ):
        paper = Paper.objects.create(
            office_id=office, case_id=case_id, kind=sort, serial=serial, key=new_key(_KEY_BYTES), data=dict(data),
            issued_at=at, issued_by=actor.id,
        )  # fmt: skip
    journal.note(actor, "paper.issued", chain=f"case:{case_id}", subject=f"{sort}:{paper.pk}", at=at)
    return paper


@transaction.atomic
def note_print(*, paper_id: int, actor: Actor, why: str = "", at: datetime | None = None) -> Printing:
    """Count a print of a paper before it leaves the printer; from the second on it says why."""
    at = at or clock.now()
    paper = _lock(paper_id, actor)
    reason = rules.check_print(printed=paper.printed, void=paper.voided_at is not None, why=why)
    paper.printed += 1
    paper.save(update_fields=["printed"])
    printing = Printing.objects.create(paper=paper, number=paper.printed, at=at, actor=actor.id, why=reason)
    journal.note(
        actor, "paper.printed", chain=f"case:{paper.case_id}", subject=f"{paper.kind}:{paper.pk}", purpose=reason,
        detail={"number": printing.number}, at=at,
    )  # fmt: skip
    return printing


@transaction.atomic
def make_void(*, paper_id: int, why: str, actor: Actor, at: datetime | None = None) -> None:
    """Make a paper void (作废) with a reason; its number stays with it, and its QR code says so from now on."""
    at = at or clock.now()
    paper = _lock(paper_id, actor)
    if paper.voided_at is not None:
        return
    reason = " ".join(why.split())
    if not reason or len(reason) > rules.LONGEST_REASON:
        raise Refused("certificates.void_needs_reason", longest=rules.LONGEST_REASON)
    paper.voided_at, paper.voided_by, paper.void_why = at, actor.id, reason
    paper.save(update_fields=["voided_at", "voided_by", "void_why"])
    journal.note(
        actor, "paper.made_void", chain=f"case:{paper.case_id}", subject=f"{paper.kind}:{paper.pk}", purpose=reason,
        at=at,
    )  # fmt: skip


def _next(office: str, kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [office, kind])
        return int(cursor.fetchone()[0])


def _office_of_case(case_id: int, actor: Actor) -> str:
    """Return the case's office; refuse an unknown case and another office's with the same words."""
    office = Case.objects.filter(pk=case_id, office=actor.office).values_list("office_id", flat=True).first()
    if office is None:
        raise Refused("certificates.no_such_case")
    return office


def _lock(paper_id: int, actor: Actor) -> Paper:
    paper = Paper.objects.select_for_update().filter(pk=paper_id, office=actor.office).first()
    if paper is None:
        raise Refused("certificates.no_such_paper")
    return paper
