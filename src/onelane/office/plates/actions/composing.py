"""Self-composed numbers (自编自选): wishes in order, the first that is free wins, and the tries are counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import plate
from onelane.kernel.refusal import Refused
from onelane.office.plates import queries, rules
from onelane.office.plates.actions import choosing
from onelane.office.plates.actions.locking import FREE, lock
from onelane.office.plates.models import Composing, Number
from onelane.records import journal
from onelane.registers.offices.queries import office_of


@transaction.atomic
def compose(*, case_id: int, wishes: Sequence[str], actor: Actor, at: datetime | None = None) -> Number | None:
    """Take the first wished number that is free, or None when none is; each wish uses up one try."""
    at = at or clock.now()
    answers = lock(case_id, actor)
    terms = queries.terms(actor.office)
    choosing.end_holds(case_id, terms.draws, actor, at)
    if queries.chosen(case_id) is not None:
        raise Refused("plates.already_chosen")
    pool = rules.pool_for(str(answers.get("plate_category", "")), str(answers.get("fuel_type", "")))
    wanted = [_checked(wish, actor.office, pool) for wish in wishes]
    rules.check_wishes(wanted, used=queries.tries_used(case_id), terms=terms)
    got = next((one for one in wanted if _take(one, case_id, pool, at, terms)), "")
    if got:
        Number.objects.filter(held_for=case_id, state="held", chosen=False).update(**FREE)
    Composing.objects.create(case_id=case_id, at=at, wishes=wanted, got=got)
    detail = {"wishes": wanted, "got": got}
    journal.note(actor, "plates.composed", chain=f"case:{case_id}", subject=got, detail=detail, at=at)
    return Number.objects.get(held_for=case_id, chosen=True) if got else None


def _checked(wish: str, office: str, pool: str) -> str:
    """Return a wish as a number of the pool that this car draws from; a number that cannot be uses no try."""
    number = plate.check(wish, prefixes=office_of(office).prefixes, category=pool[:2])
    if rules.pool_of(pool[:2], number[plate.PREFIX :]) != pool:
        raise Refused("plates.not_of_pool", number=plate.display(number))
    return number


def _take(number: str, case_id: int, pool: str, at: datetime, terms: rules.Terms) -> bool:
    """Take one number if it is free and its segment is out long enough; whoever commits first has it."""
    mine = Q(state="free") | Q(state="held", held_for=case_id, chosen=False)
    open_to_all = Number.objects.filter(mine, category=pool[:2], plate=number, pool=pool)
    claim = sha256(f"onelane composed\n{number}\n{case_id}\n{at.isoformat()}\n".encode()).hexdigest()
    return bool(
        open_to_all.filter(segment__in=queries.composable_segments(at - terms.random_only)).update(
            state="held", held_for=case_id, held_until=at + rules.CHOSEN_FOR, chosen=True, claim=claim
        )
    )
