"""Choose a number: draw a list, take one of it, give it back, and issue it when the car is registered."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.cases.models import Case, File
from onelane.office.plates import queries, rules
from onelane.office.plates.models import Draw, Number
from onelane.office.plates.queries import Offer
from onelane.records import journal

Source = Callable[[int], bytes]
_FREE = {"state": "free", "held_for": None, "held_until": None, "chosen": False}

# Numbers stand in a random order made at release; a list is a run of free ones from a random place on. SKIP LOCKED
# steps over numbers another draw is taking at this moment, so nobody waits and none is on two lists. The locked keys
# go through an array: joined to them, a row that was given back meanwhile would be looked for anew and miscounted.
DRAW = """
UPDATE plates_number SET state = 'held', held_for_id = %(case)s, held_until = %(until)s
WHERE category = %(category)s AND plate = ANY(ARRAY(
  SELECT plate FROM plates_number
  WHERE office_id = %(office)s AND pool = %(pool)s AND state = 'free' AND shuffle >= %(start)s
  ORDER BY shuffle LIMIT %(size)s FOR UPDATE SKIP LOCKED
))
RETURNING shuffle, plate
"""


@transaction.atomic
def draw(*, case: Case, actor: Actor, at: datetime | None = None, source: Source = secrets.token_bytes) -> Offer:
    """Hold a list of free numbers for a case (50 选 1); while its time runs, drawing again shows the same list."""
    at = at or clock.now()
    answers = _lock(case.pk, actor)
    terms = queries.terms(actor.office)
    _time_out(case.pk, terms.draws, actor, at)
    if queries.chosen(case.pk) is not None:
        raise Refused("plates.already_chosen")
    shown = queries.candidates(case.pk, at=at)
    if shown is not None:
        return shown
    turn = rules.next_turn(drawn=Draw.objects.filter(case=case).count(), limit=terms.draws)
    pool = rules.pool_for(str(answers.get("plate_category", "")), str(answers.get("fuel_type", "")))
    (start,) = rules.fractions(source(8))
    until = at + timedelta(seconds=terms.seconds)
    plates = _hold(case.pk, office=actor.office, pool=pool, start=start, until=until, size=terms.size)
    if not plates:
        raise Refused("plates.none_left")
    Draw.objects.create(office_id=actor.office, case=case, turn=turn, pool=pool, start=start, at=at, until=until)
    journal.note(actor, "plates.drawn", chain=f"case:{case.pk}", detail={"turn": turn, "plates": plates}, at=at)
    return Offer(plates=plates, until=until, turn=turn, draws_left=terms.draws - turn)


def _hold(case_id: int, *, office: str, pool: str, start: float, until: datetime, size: int) -> tuple[str, ...]:
    """Hold up to `size` free numbers from a place in the shuffled order on; at its end the order begins again."""
    told: dict[str, str | int | float | datetime] = {"case": case_id, "office": office, "pool": pool, "until": until}
    rows: list[tuple[float, str]] = []
    with connection.cursor() as cursor:
        for place in (start, 0.0):
            if len(rows) < size:
                cursor.execute(DRAW, told | {"category": pool[:2], "start": place, "size": size - len(rows)})
                rows += cursor.fetchall()
    return tuple(plate for _, plate in sorted(rows))


@transaction.atomic
def take(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Number:
    """Choose one number of the list for this case; the others go back to the pool at once."""
    at = at or clock.now()
    _lock(case_id, actor)
    plate = plain(plate)
    has = queries.chosen(case_id)
    if has is not None:
        if has.plate == plate:
            return has
        raise Refused("plates.already_chosen", number=has.plate)
    mine = Number.objects.filter(held_for=case_id, state="held", chosen=False)
    with refused_by("one_chosen_number_a_case", "plates.already_chosen"):
        taken = mine.filter(plate=plate, held_until__gt=at).update(chosen=True, held_until=at + rules.CHOSEN_FOR)
    if not taken:
        raise _why_not(case_id, plate)
    mine.update(**_FREE)
    journal.note(actor, "plates.taken", chain=f"case:{case_id}", subject=plate, at=at)
    return Number.objects.get(held_for=case_id, chosen=True)


@transaction.atomic
def give_back(*, case_id: int, actor: Actor, at: datetime | None = None) -> int:
    """Return to the pool whatever a case holds, chosen or not, and tell how many; an issued number is refused."""
    at = at or clock.now()
    _lock(case_id, actor)
    if Number.objects.filter(held_for=case_id, state="issued").exists():
        raise Refused("plates.already_issued")
    returned = Number.objects.filter(held_for=case_id, state="held").update(**_FREE)
    if returned:
        journal.note(actor, "plates.given_back", chain=f"case:{case_id}", detail={"numbers": returned}, at=at)
    return returned


@transaction.atomic
def issue(*, case_id: int, actor: Actor, at: datetime | None = None) -> Number:
    """Make the chosen number the car's own, for good; a second press gives the same number."""
    at = at or clock.now()
    _lock(case_id, actor)
    number = queries.chosen(case_id)
    if number is None:
        raise Refused("plates.none_chosen")
    if number.state == "issued":
        return number
    if number.held_until is None or number.held_until <= at:
        raise Refused("plates.hold_expired", number=number.plate)
    Number.objects.filter(held_for=case_id, chosen=True).update(state="issued", held_until=None)
    journal.note(actor, "plates.issued", chain=f"case:{case_id}", subject=number.plate, at=at)
    return Number.objects.get(held_for=case_id, chosen=True)


@transaction.atomic
def time_out(*, case_id: int, actor: Actor, at: datetime | None = None) -> None:
    """End the holds of a case whose time is over: the last list gives its first number, anything else goes back."""
    at = at or clock.now()
    _lock(case_id, actor)
    _time_out(case_id, queries.terms(actor.office).draws, actor, at)


def _time_out(case_id: int, limit: int, actor: Actor, at: datetime) -> None:
    over = Number.objects.filter(held_for=case_id, state="held", held_until__lte=at)
    first = over.filter(chosen=False).order_by("shuffle").first()
    turn = Draw.objects.filter(case=case_id).count()
    if first is not None and rules.time_out_takes_the_first(turn=turn, limit=limit):
        Number.objects.filter(category=first.category, plate=first.plate).update(
            chosen=True, held_until=at + rules.CHOSEN_FOR
        )
        journal.note(actor, "plates.taken_at_time_out", chain=f"case:{case_id}", subject=first.plate, at=at)
    returned = over.update(**_FREE)
    if returned:
        journal.note(actor, "plates.hold_ended", chain=f"case:{case_id}", detail={"numbers": returned}, at=at)


def _lock(case_id: int, actor: Actor) -> dict[str, object]:
    """Lock the case's file, so that two presses of one case come one after the other, and return its answers."""
    found = File.objects.select_for_update(of=("self",)).filter(case=case_id, case__office=actor.office).first()
    if found is None:
        raise Refused("plates.no_such_case")
    answers: dict[str, object] = found.answers
    return answers


def _why_not(case_id: int, plate: str) -> Refused:
    """Tell why a number cannot be taken: time over, somebody has it, or it was never offered."""
    if Number.objects.filter(plate=plate, held_for=case_id, state="held").exists():
        return Refused("plates.hold_expired", number=plate)
    if Number.objects.filter(plate=plate).exclude(state="free").exists():
        return Refused("plates.taken", number=plate)
    return Refused("plates.not_offered", number=plate)
