"""Count the cash in a drawer at the end of a day (库存现金盘点)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.payments import books, reconciling, rules
from onelane.office.payments.actions.moves import by_role
from onelane.office.payments.actions.reconcile import write
from onelane.office.payments.models import Closing, DrawerCount
from onelane.office.payments.providers import DESK
from onelane.office.payments.reconciling import Finding
from onelane.records import journal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from onelane.kernel.actor import Actor


@transaction.atomic
def count_drawer(*, pieces: Mapping[str, int], float_fen: int, actor: Actor, day: date | None = None) -> DrawerCount:
    """Keep what lies in the drawer of the actor's counter, note by note; counted again, the last count stands.

    `pieces` says how many of each note and coin, by its worth in fen; `float_fen` lay there in the morning.
    """
    by_role(actor, "cashier", "treasurer")
    day = day or clock.today()
    counter = actor.counter or "desk"
    if Closing.objects.filter(office=actor.office, day=day).exists() or day > clock.today():
        raise Refused("payments.day_is_signed", day=day.isoformat())
    counted = rules.counted(pieces)
    if float_fen < 0:
        raise Refused("payments.count_unreadable")
    at = clock.now()
    expected = float_fen + books.drawers(actor.office, day).get(actor.counter, 0)
    told = {
        "pieces": dict(pieces), "float_fen": float_fen, "counted_fen": counted, "expected_fen": expected,
        "counted_by": actor.id, "counted_at": at,
    }  # fmt: skip
    count, _ = DrawerCount.objects.update_or_create(office_id=actor.office, day=day, counter=counter, defaults=told)
    detail = {"counter": counter, "counted": counted, "expected": expected}
    journal.note(
        actor, "payments.drawer_counted", chain=f"payments:{actor.office}", subject=day.isoformat(), detail=detail
    )
    compare_drawers(day, actor)
    return count


def compare_drawers(day: date, actor: Actor) -> None:
    """Make a task of every drawer whose cash is not what it should be, or that nobody counted."""
    counts, found = books.counts(actor.office, day), []
    moved = {counter or "desk": fen for counter, fen in books.drawers(actor.office, day).items()}
    for counter in sorted({*counts, *moved}):
        count = counts.get(counter)
        expected = (count.float_fen if count else 0) + moved.get(counter, 0)
        cause = reconciling.drawer(expected=expected, counted=count.counted_fen if count else None)
        if cause is not None:
            found.append(Finding("differing", cause, counter, expected, count.counted_fen if count else 0))
    write(DESK, day, found, actor)
