"""Bear a former number again (原号牌号码): it leaves the books of the old car and is this case's own."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import plate as numbers_of
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.office.plates import rules
from onelane.office.plates.actions import hands, putting_back
from onelane.office.plates.models import Hand, Holding
from onelane.office.plates.queries import Chosen
from onelane.records import journal

KEPT_FROM = ("issued", "withheld")  # of the old car's case, or kept back for him since that car has gone


@transaction.atomic
def keep_former(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Chosen:
    """Issue a number to the case of the owner who bore it before; that he may is asked first (`rules.why_not_kept`).

    Whatever else the case has in hand goes back. A number that the books do not know, or that is free or retired, is
    refused with `plates.former_unknown`: a free one is chosen as any other.
    """
    at, plate = at or clock.now(), plain(plate)
    hands.see(case_id, actor, at)
    hand = hands.lock(case_id, actor)
    if hand is None:
        raise Refused("plates.already_chosen")
    if rules.pool_of(hand.category, plate[numbers_of.PREFIX :]) != hand.pool:
        raise Refused("plates.not_of_pool", number=numbers_of.display(plate))
    _take_over(hand, plate, at)
    putting_back.put_back(hand, at)
    hands.empty(hand)
    hand.delete()
    journal.note(actor, "plates.former_kept", chain=f"case:{case_id}", subject=plate, at=at)
    return Chosen(plate, hand.category, "issued", None)


def _take_over(hand: Hand, plate: str, at: datetime) -> None:
    claim = sha256(f"onelane former\n{plate}\n{hand.case_id}\n{at.isoformat()}\n".encode()).hexdigest()
    old = Holding.objects.filter(
        category=hand.category, plate=plate, office=hand.office_id, state__in=KEPT_FROM
    ).exclude(case=hand.case_id)
    if not old.update(state="issued", case=hand.case_id, claim=claim, why=""):
        raise Refused("plates.former_unknown", number=numbers_of.display(plate))
