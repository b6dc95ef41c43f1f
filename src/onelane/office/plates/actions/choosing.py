"""Choose a number of a list: take one, give it back, and issue it when the car is registered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.plates import queries, rules
from onelane.office.plates.actions import putting_back
from onelane.office.plates.actions.locking import FREE, lock
from onelane.office.plates.models import Draw, Number, Preselection
from onelane.records import journal


@transaction.atomic
def take(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Number:
    """Choose one number of the list for this case; the others go back to the pool at once."""
    at = at or clock.now()
    lock(case_id, actor)
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
    mine.update(**FREE)
    journal.note(actor, "plates.taken", chain=f"case:{case_id}", subject=plate, at=at)
    return Number.objects.get(held_for=case_id, chosen=True)


@transaction.atomic
def give_back(*, case_id: int, actor: Actor, at: datetime | None = None) -> int:
    """Return to the pool whatever a case holds, chosen or not, and tell how many; an issued number is refused."""
    at = at or clock.now()
    lock(case_id, actor)
    if Number.objects.filter(held_for=case_id, state="issued").exists():
        raise Refused("plates.already_issued")
    putting_back.put_back(case_id, at)
    Preselection.objects.filter(case=case_id, state="live").update(state="over")
    returned = Number.objects.filter(held_for=case_id, state="held").update(**FREE)
    if returned:
        journal.note(actor, "plates.given_back", chain=f"case:{case_id}", detail={"numbers": returned}, at=at)
    return returned


@transaction.atomic
def issue(*, case_id: int, actor: Actor, at: datetime | None = None) -> Number:
    """Make the chosen number the car's own, for good; a second press gives the same number."""
    at = at or clock.now()
    lock(case_id, actor)
    number = queries.chosen(case_id)
    if number is None:
        raise Refused("plates.none_chosen")
    if number.state == "issued":
        return number
    if number.held_until is None or number.held_until <= at:
        raise Refused("plates.hold_expired", number=number.plate)
    Number.objects.filter(held_for=case_id, chosen=True).update(state="issued", held_until=None)
    Preselection.objects.filter(case=case_id, state="live").update(state="used", used_by=case_id)
    journal.note(actor, "plates.issued", chain=f"case:{case_id}", subject=number.plate, at=at)
    return Number.objects.get(held_for=case_id, chosen=True)


@transaction.atomic
def time_out(*, case_id: int, actor: Actor, at: datetime | None = None) -> None:
    """End the holds of a case whose time is over: the last list gives its first number, anything else goes back."""
    at = at or clock.now()
    lock(case_id, actor)
    end_holds(case_id, queries.terms(actor.office).draws, actor, at)


def end_holds(case_id: int, limit: int, actor: Actor, at: datetime) -> None:
    """End what is over in the transaction of another deed of the case, whose file is locked."""
    over = Number.objects.filter(held_for=case_id, state="held", held_until__lte=at)
    ended = dict(over.values_list("plate", "chosen"))
    if not ended:
        return  # as nearly always: one look
    last = Draw.objects.filter(case=case_id).order_by("-turn").only("turn", "plates").first()
    listed = [plate for plate in last.plates if ended.get(plate) is False] if last else []
    if last is not None and listed and rules.time_out_takes_the_first(turn=last.turn, limit=limit):
        over.filter(plate=listed[0]).update(chosen=True, held_until=at + rules.CHOSEN_FOR)
        journal.note(actor, "plates.taken_at_time_out", chain=f"case:{case_id}", subject=listed[0], at=at)
    Preselection.objects.filter(case=case_id, state="live", until__lte=at).update(state="over")
    returned = over.update(**FREE)
    if returned:
        journal.note(actor, "plates.hold_ended", chain=f"case:{case_id}", detail={"numbers": returned}, at=at)


def _why_not(case_id: int, plate: str) -> Refused:
    """Tell why a number cannot be taken: time over, somebody has it, or it was never offered."""
    if Number.objects.filter(plate=plate, held_for=case_id, state="held").exists():
        return Refused("plates.hold_expired", number=plate)
    if Number.objects.filter(plate=plate).exclude(state="free").exists():
        return Refused("plates.taken", number=plate)
    return Refused("plates.not_offered", number=plate)
