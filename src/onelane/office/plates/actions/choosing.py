"""Choose a number of a list: take one, give it back, and issue it when the car is registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.office.plates import queries, rules
from onelane.office.plates.actions import hands, putting_back
from onelane.office.plates.models import Hand, Holding, Preselection
from onelane.office.plates.queries import Chosen
from onelane.records import journal, statements

# The number stays this case's; the forty-nine others of the list go. Their keys come from the hand itself, through an
# array, so that they are looked up and not searched for.
TAKE = f"""
WITH was AS (
  SELECT case_id, category, plates FROM plates_hand
  WHERE case_id = %(case)s::bigint AND office_id = %(office)s::text AND chosen = '' AND until > %(at)s::timestamptz
    AND %(plate)s::text = ANY(plates)
  FOR UPDATE
), me AS (
  UPDATE plates_hand h SET chosen = %(plate)s::text, plates = '{{}}', until = %(until)s::timestamptz
  FROM was WHERE h.case_id = was.case_id RETURNING was.category
), back AS (
  DELETE FROM plates_holding
  WHERE category = (SELECT category FROM was) AND case_id = %(case)s::bigint AND plate <> %(plate)s::text
    AND plate = ANY(ARRAY(SELECT unnest(plates) FROM was))
)
SELECT me.category, {journal.NOTE} FROM me
"""  # noqa: S608 - the parts are constants of this code


def take(*, case_id: int, plate: str, actor: Actor, at: datetime | None = None) -> Chosen:
    """Choose one number of the list for this case; the others go back to the pool at once. One statement."""
    at = at or clock.now()
    plate, until = plain(plate), at + rules.CHOSEN_FOR
    told = journal.parameters(actor, "plates.taken", chain=f"case:{case_id}", subject=plate, at=at) | {
        "case": case_id, "plate": plate, "until": until,
    }  # fmt: skip
    row = statements.one(TAKE, told)
    if row is not None:
        return Chosen(plate, row[0], "held", until)
    return _has_or_why_not(case_id, plate, actor)


def _has_or_why_not(case_id: int, plate: str, actor: Actor) -> Chosen:
    """Return the number when the case has chosen it before; else tell why it cannot be taken."""
    hand = Hand.objects.filter(case=case_id, office=actor.office).first()
    has = queries.chosen(case_id)
    if has is not None:
        if has.plate == plate:
            return has
        raise Refused("plates.already_chosen", number=has.plate)
    if hand is not None and plate in hand.plates:
        raise Refused("plates.hold_expired", number=plate)
    if Holding.objects.filter(plate=plate).exists():
        raise Refused("plates.taken", number=plate)
    raise Refused("plates.not_offered", number=plate)


@transaction.atomic
def give_back(*, case_id: int, actor: Actor, at: datetime | None = None) -> int:
    """Return to the pool whatever a case holds, chosen or not, and tell how many; an issued number is refused."""
    at = at or clock.now()
    hand = hands.lock(case_id, actor)
    if Holding.objects.filter(case=case_id, state="issued").exists():
        raise Refused("plates.already_issued")
    if hand is None:
        return 0
    putting_back.put_back(hand, at)
    Preselection.objects.filter(case=case_id, state="live").update(state="back")
    returned = hands.empty(hand)
    if returned:
        journal.note(actor, "plates.given_back", chain=f"case:{case_id}", detail={"numbers": returned}, at=at)
    return returned


# The hand goes, the number stays: the mark of a preselection that was kept for this very case goes with it.
ISSUE = f"""
WITH was AS (
  SELECT case_id, category, chosen FROM plates_hand
  WHERE case_id = %(case)s::bigint AND office_id = %(office)s::text AND chosen = %(plate)s::text
    AND until > %(at)s::timestamptz
  FOR UPDATE
), mine AS (
  UPDATE plates_holding h SET state = 'issued' FROM was
  WHERE h.category = was.category AND h.plate = was.chosen AND h.case_id = was.case_id RETURNING h.case_id
), held AS (
  UPDATE plates_preselection SET state = 'used', used_by_id = %(case)s::bigint
  WHERE case_id = (SELECT case_id FROM mine) AND state = 'live'
), gone AS (
  DELETE FROM plates_hand WHERE case_id = (SELECT case_id FROM mine)
)
SELECT {journal.NOTE} FROM mine
"""  # noqa: S608 - the parts are constants of this code


def issue(*, case_id: int, actor: Actor, at: datetime | None = None) -> Chosen:
    """Make the chosen number the car's own, for good; a second press gives the same number. One statement."""
    at = at or clock.now()
    number = queries.chosen(case_id)
    if number is None:
        raise Refused("plates.none_chosen")
    if number.state == "issued":
        return number
    told = journal.parameters(actor, "plates.issued", chain=f"case:{case_id}", subject=number.plate, at=at)
    if statements.one(ISSUE, told | {"case": case_id, "plate": number.plate}) is None:
        raise Refused("plates.hold_expired", number=number.plate)
    return replace(number, state="issued", until=None)


@transaction.atomic
def time_out(*, case_id: int, actor: Actor, at: datetime | None = None) -> None:
    """End the holds of a case whose time is over: the last list gives its first number, anything else goes back."""
    at = at or clock.now()
    hand = hands.lock(case_id, actor)
    if hand is not None and hand.until is not None and hand.until <= at:
        _end(hand, queries.terms(actor.office, online=hand.online), actor, at)


def fresh_hand(case_id: int, actor: Actor, at: datetime) -> hands.Seen:
    """Read a case's hand; what was in it too long is no longer there."""
    hand = hands.see(case_id, actor, at)
    if hand.until is None or hand.until > at:
        return hand
    time_out(case_id=case_id, actor=actor, at=at)
    return hands.see(case_id, actor, at)


def _end(hand: Hand, terms: rules.Terms, actor: Actor, at: datetime) -> None:
    chain = f"case:{hand.case_id}"
    first = hand.plates[0] if hand.plates else ""
    if first and hand.preselection_id is None and rules.time_out_takes_the_first(turn=hand.turn, terms=terms):
        _keep_only(hand, first)
        hands.put(hand, plates=[], chosen=first, until=at + rules.CHOSEN_FOR)
        journal.note(actor, "plates.taken_at_time_out", chain=chain, subject=first, at=at)
        return
    Preselection.objects.filter(case=hand.case_id, state="live", until__lte=at).update(state="over")
    returned = hands.empty(hand)
    journal.note(actor, "plates.hold_ended", chain=chain, detail={"numbers": returned}, at=at)


def _keep_only(hand: Hand, plate: str) -> None:
    others = [one for one in hand.plates if one != plate]
    Holding.objects.filter(category=hand.category, plate__in=others, case=hand.case_id, state="held").delete()
