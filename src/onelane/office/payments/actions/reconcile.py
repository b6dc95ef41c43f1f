"""Reconcile a day with a provider (对账): settle what slipped through, and make a task of every difference."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.payments import books, reconciling
from onelane.office.payments.actions.moves import by_role
from onelane.office.payments.actions.settling import settle
from onelane.office.payments.gateway import Statement as Told
from onelane.office.payments.gateway import Unknown, VerifiedFact
from onelane.office.payments.models import Closing, Difference, Statement
from onelane.office.payments.providers import gateway_of
from onelane.records import journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onelane.kernel.actor import Actor
    from onelane.office.payments.gateway import StatementRow
    from onelane.office.payments.reconciling import Finding

BATCH = 2000


def reconcile(*, provider: str, day: date, actor: Actor) -> list[Difference]:
    """Fetch the statement of a past day and compare it with our books; return what is open.

    The file is fetched and missed payments are settled before anything is locked. Done again, the same file gives
    the same tasks, and a difference that has gone is settled by itself.
    """
    by_role(actor, "treasurer", "manager", "system")
    check_open(actor.office, day)
    told = _statement(provider, day, actor.office)
    _settle_missed(provider, told.rows, actor.office)
    return _compared(provider, day, told, actor)


def check_open(office: str, day: date) -> None:
    """Refuse a day that is not over, or that is signed."""
    if day >= clock.today():
        raise Refused("payments.day_not_over", day=day.isoformat())
    if Closing.objects.filter(office=office, day=day).exists():
        raise Refused("payments.day_is_signed", day=day.isoformat())


def _statement(provider: str, day: date, office: str) -> Told:
    gateway = gateway_of(provider)
    told = gateway.statement(day)
    if isinstance(told, Unknown):
        raise Refused("payments.no_statement", provider=provider, day=day.isoformat())
    theirs = books.of_other_offices(provider, told.rows, office)
    return Told(tuple(row for row in told.rows if row.out_trade_no not in theirs), told.content)


def _settle_missed(provider: str, rows: Sequence[StatementRow], office: str) -> None:
    """Let what the statement calls paid, and we do not, go the one way to paid."""
    missed = books.not_paid(provider, [row.out_trade_no for row in rows if row.kind == "payment"], office)
    for row in rows:
        attempt = missed.get(row.out_trade_no) if row.kind == "payment" else None
        if attempt is None or attempt.amount != row.amount:
            continue
        fact = VerifiedFact(provider, attempt.merchant, row.out_trade_no, row.reference, row.amount, row.at)
        try:
            settle(fact=fact)
        except Refused:  # noted for good by settle; the comparison makes it a task
            continue


@transaction.atomic
def _compared(provider: str, day: date, told: Told, actor: Actor) -> list[Difference]:
    _keep(provider, day, told, actor)
    begin = datetime.combine(day, datetime.min.time(), clock.OFFICE_ZONE)
    ours = books.of_a_day(actor.office, provider, begin)
    names = [key for row in told.rows if (key := reconciling.key_of(row)) not in ours]
    elsewhere = books.by_key(provider, names, actor.office)
    found = list(reconciling.compare(ours, told.rows, elsewhere, begin=begin))
    write(provider, day, found, actor)
    detail = {"provider": provider, "rows": len(told.rows), "differences": len(found)}
    journal.note(actor, "payments.reconciled", chain=f"payments:{actor.office}", subject=day.isoformat(), detail=detail)
    return list(Difference.objects.filter(office=actor.office, day=day, source=provider, state="open"))


def _keep(provider: str, day: date, told: Told, actor: Actor) -> None:
    paid = [row.amount for row in told.rows if row.kind == "payment"]
    back = [row.amount for row in told.rows if row.kind == "refund"]
    kept = Statement(
        office_id=actor.office,
        provider=provider,
        day=day,
        digest=sha256(told.content).hexdigest(),
        content=told.content,
        payments=len(paid),
        paid_fen=sum(paid),
        refunds=len(back),
        refunded_fen=sum(back),
        fetched_at=clock.now(),
    )
    Statement.objects.bulk_create([kept], ignore_conflicts=True)


def write(source: str, day: date, found: Sequence[Finding], actor: Actor) -> None:
    """Keep each difference once, and settle those that are gone."""
    at = clock.now()
    rows = [_row(source, day, one, actor.office, at) for one in found]
    standing = Difference.objects.select_for_update().filter(office=actor.office, day=day, source=source, state="open")
    known = {(row.number, row.cause) for row in rows}
    for old in standing:
        if (old.number, old.cause) not in known:
            _settle(old, note="gone", by="worker:payments", at=at)
    Difference.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


@transaction.atomic
def settle_difference(*, difference_id: int, note: str, actor: Actor) -> Difference:
    """Say how a difference was settled (差错处理); the day can be signed when none is open."""
    by_role(actor, "treasurer", "manager")
    if not note.strip():
        raise Refused("cases.reason_missing")
    found = Difference.objects.select_for_update().filter(pk=difference_id, office=actor.office).first()
    if found is None:
        raise Refused("payments.no_such_difference")
    if found.state == "settled":
        return found
    _settle(found, note=note.strip()[:200], by=actor.id, at=clock.now())
    detail = {"cause": found.cause, "number": found.number, "note": found.note}
    journal.note(
        actor,
        "payments.difference_settled",
        chain=f"payments:{actor.office}",
        subject=found.day.isoformat(),
        detail=detail,
    )
    return found


def _settle(row: Difference, *, note: str, by: str, at: datetime) -> None:
    row.state, row.note, row.settled_by, row.settled_at = "settled", note, by, at
    row.save(update_fields=["state", "note", "settled_by", "settled_at"])


def _row(source: str, day: date, one: Finding, office: str, at: datetime) -> Difference:
    explained = one.cause in reconciling.BY_THEMSELVES
    return Difference(
        office_id=office,
        day=day,
        source=source,
        kind=one.kind,
        cause=one.cause,
        number=one.number[:64],
        ours_fen=one.ours,
        theirs_fen=one.theirs,
        bill_id=one.bill_id,
        state="settled" if explained else "open",
        found_at=at,
        settled_at=at if explained else None,
        settled_by="worker:payments" if explained else "",
        note=one.cause if explained else "",
    )


def yesterday() -> date:
    """Return the day that is reconciled today."""
    return clock.today() - timedelta(days=1)
