"""Withhold, retire or restore numbers: a notice with its reason, made by one person and confirmed by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.office.plates import receipts, rules
from onelane.office.plates.models import Holding, KeepingBack, Number
from onelane.records import journal, statements

# Numbers that nobody has; whoever commits first has one, and the whole notice falls when it is not this.
_KEEP_BACK = """
WITH kept AS (
  INSERT INTO plates_holding (category, plate, office_id, state, case_id, claim, why)
  SELECT %(category)s::text, one, %(office)s::text, %(state)s::text, NULL, %(claim)s::text, %(why)s::text
  FROM unnest(%(plates)s::text[]) one ON CONFLICT (category, plate) DO NOTHING RETURNING 1
) SELECT count(*) FROM kept
"""


@transaction.atomic
def propose_notice(
    *, deed: str, category: str, plates: Sequence[str], why: str, actor: Actor, at: datetime | None = None
) -> KeepingBack:
    """Write down a notice for a second person to confirm; nothing is withheld, retired or restored by it yet."""
    at = at or clock.now()
    numbers = [plain(one) for one in plates]
    rules.check_notice(deed=deed, plates=numbers, why=why)
    known = Number.objects.filter(office=actor.office, category=category, plate__in=numbers).count()
    if known != len(numbers):
        raise Refused("plates.not_in_pool")
    made = KeepingBack.objects.create(
        office_id=actor.office, deed=deed, category=category, plates=numbers, why=why.strip(), made_by=actor.id,
        made_at=at,
    )  # fmt: skip
    journal.note(actor, "plates.notice_made", chain=f"notice:{made.pk}", detail={"deed": deed, "why": why}, at=at)
    return made


@transaction.atomic
def confirm_notice(*, notice_id: int, actor: Actor, at: datetime | None = None) -> KeepingBack:
    """Carry out a notice on all its numbers or on none; who has a number in hand keeps it."""
    at = at or clock.now()
    notice = KeepingBack.objects.select_for_update().filter(pk=notice_id, office=actor.office).first()
    if notice is None:
        raise Refused("plates.no_such_notice")
    rules.check_confirmation(confirmed=notice.confirmed_at is not None, made_by=notice.made_by, confirmed_by=actor.id)
    moved = _carry_out(notice)
    if moved != len(notice.plates):
        raise Refused("plates.not_all_free", missing=len(notice.plates) - moved)
    notice.confirmed_by, notice.confirmed_at = actor.id, at
    notice.save(update_fields=["confirmed_by", "confirmed_at"])
    journal.note(actor, "plates.notice_confirmed", chain=f"notice:{notice.pk}", detail={"deed": notice.deed}, at=at)
    return notice


def _carry_out(notice: KeepingBack) -> int:
    """Move those numbers that the deed may move, in the order in which draws take them, and tell how many."""
    known = Holding.objects.filter(category=notice.category, plate__in=notice.plates)
    back = known.filter(state="withheld")
    if notice.deed == "restore":
        return back.delete()[0]
    state, claim = rules.TO_STATE[notice.deed], _claim(notice)
    moved = back.update(state=state, why=notice.why, claim=claim) if notice.deed == "retire" else 0
    row = statements.row(
        _KEEP_BACK,
        {
            "category": notice.category, "plates": sorted(notice.plates), "office": notice.office_id, "state": state,
            "claim": claim, "why": notice.why,
        },
    )  # fmt: skip
    return moved + int(row[0])


def _claim(notice: KeepingBack) -> str:
    """Return by what name receipts cite a notice; the notice is published, so anybody can look."""
    told = receipts.canonical(
        {"notice": notice.pk, "deed": notice.deed, "plates": list(notice.plates), "why": notice.why}
    )
    return sha256(b"onelane notice\n" + told).hexdigest()
