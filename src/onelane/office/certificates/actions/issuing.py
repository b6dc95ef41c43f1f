"""Issue a paper, print it, make it void."""

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
from onelane.office.certificates import proving, rules
from onelane.office.certificates.actions.stock import use_blank
from onelane.office.certificates.models import Paper, Printing
from onelane.office.certificates.queries import chain_of
from onelane.records import journal, outbox
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
    case_id: int | None,
    kind: str,
    data: Mapping[str, JsonValue],
    actor: Actor,
    subject: str = "",
    replaces: str = "",
    at: datetime | None = None,
    new_key: KeySource = secrets.token_urlsafe,
) -> Paper:
    """Issue a paper of a case; the same data again is the same paper, other data of the same kind are refused.

    `subject` is what it is about (`vehicle:17`), and must be told where there is no case. With `replaces`, the reason,
    valid papers of the kind about the same subject are made void as replaced in the same transaction; notices, slips
    and vouchers stand beside one another.
    """
    at = at or clock.now()
    sort = rules.kind_of(kind)
    office = actor.office if case_id is None and subject else _office_of_case(case_id, actor)
    has = _like_it(case_id, sort, data)
    if has is not None:
        return has
    if replaces and rules.SORTS[sort].once:
        _replace(office, sort, subject, why=rules.reason_of(replaces), actor=actor, at=at)
    sequence = _next(office, sort) if rules.counts_its_own(sort) else 0
    serial = rules.serial(sort, area=office_of(office).area_code, sequence=sequence, data=data)
    with (
        refused_by("one_valid_paper_of_a_kind", "certificates.already_issued", kind=sort),
        refused_by("one_valid_paper_a_number", "certificates.number_in_use", kind=sort),
    ):
        paper = Paper.objects.create(
            office_id=office, case_id=case_id, kind=sort, serial=serial, key=new_key(_KEY_BYTES), data=dict(data),
            subject=subject, issued_at=at, issued_by=actor.id, valid_to=rules.valid_to(sort, data),
        )  # fmt: skip
    paper.code = proving.code_for(paper)  # needs the key of the row: its place in the list of states
    paper.save(update_fields=["code"])
    outbox.put("paper.seal", f"paper.seal:{paper.pk}", {"paper": paper.pk})
    journal.note(actor, "paper.issued", chain=chain_of(paper), subject=f"{sort}:{paper.pk}", at=at)
    return paper


@transaction.atomic
def note_print(*, paper_id: int, actor: Actor, why: str = "", at: datetime | None = None) -> Printing:
    """Count a print of a paper before it leaves the printer, and use up a blank form for it; again, it says why.

    The sheet may go through the printer only when this has committed. A print again spoils the earlier blank.
    """
    at = at or clock.now()
    paper = _lock(paper_id, actor)
    reason = rules.check_print(printed=paper.printed, void=paper.voided_at is not None, why=why)
    paper.printed += 1
    paper.save(update_fields=["printed"])
    printing = Printing.objects.create(paper=paper, number=paper.printed, at=at, actor=actor.id, why=reason)
    blank = use_blank(printing, actor=actor, at=at)
    journal.note(
        actor, "paper.printed", chain=chain_of(paper), subject=f"{paper.kind}:{paper.pk}", purpose=reason,
        detail={"number": printing.number, **({"blank": blank.serial} if blank else {})}, at=at,
    )  # fmt: skip
    return printing


@transaction.atomic
def make_void(*, paper_id: int, why: str, actor: Actor, replaced: bool = False, at: datetime | None = None) -> None:
    """Make a paper void (作废) with a reason; its number stays with it, and its QR code says so from now on."""
    at = at or clock.now()
    paper = _lock(paper_id, actor)
    if paper.voided_at is None:
        _void(paper, why=rules.reason_of(why), state=rules.REPLACED if replaced else rules.REVOKED, actor=actor, at=at)


def _void(paper: Paper, *, why: str, state: int, actor: Actor, at: datetime) -> None:
    paper.voided_at, paper.voided_by, paper.void_why, paper.void_state = at, actor.id, why, state
    paper.save(update_fields=["voided_at", "voided_by", "void_why", "void_state"])
    outbox.put("paper.states", f"paper.states:void:{paper.pk}", {"office": paper.office_id})
    journal.note(
        actor, "paper.made_void", chain=chain_of(paper), subject=f"{paper.kind}:{paper.pk}", purpose=why, at=at
    )


def _replace(office: str, kind: rules.Kind, subject: str, *, why: str, actor: Actor, at: datetime) -> None:
    if not subject:
        raise ValueError("what is replaced must be told by its subject")
    former = Paper.objects.select_for_update().filter(office=office, kind=kind, subject=subject, voided_at__isnull=True)
    for paper in former.order_by("pk"):
        _void(paper, why=why, state=rules.REPLACED, actor=actor, at=at)


def _like_it(case_id: int | None, kind: rules.Kind, data: Mapping[str, JsonValue]) -> Paper | None:
    """Return the case's valid paper that says the same; refuse another one where there may be only one."""
    if case_id is None:
        return None
    valid = Paper.objects.filter(case=case_id, kind=kind, voided_at=None).order_by("-pk")
    for paper in valid:
        if paper.data == dict(data):
            return paper
    if rules.SORTS[kind].once and valid:
        raise Refused("certificates.already_issued", kind=kind)
    return None


def _next(office: str, kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [office, kind])
        return int(cursor.fetchone()[0])


def _office_of_case(case_id: int | None, actor: Actor) -> str:
    """Return the case's office; refuse an unknown case and another office's with the same words."""
    office = Case.objects.filter(pk=case_id or 0, office=actor.office).values_list("office_id", flat=True).first()
    if office is None:
        raise Refused("certificates.no_such_case")
    return office


def _lock(paper_id: int, actor: Actor) -> Paper:
    paper = Paper.objects.select_for_update().filter(pk=paper_id, office=actor.office).first()
    if paper is None:
        raise Refused("certificates.no_such_paper")
    return paper
