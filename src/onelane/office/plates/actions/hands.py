"""What a case has in hand, read or locked as the first thing that each deed of choosing does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import File
from onelane.office.plates import holds, rules
from onelane.office.plates.models import Composing, Draw, Hand, Holding
from onelane.records import statements

# All that a draw has to know before it asks the random function, in one look: the hand, the account by which lists
# are drawn now, and a number that this owner holds for this vehicle by another case.
_READ = """
SELECT h.category, h.pool, h.turn, h.plates, h.chosen, h.until, h.online, h.tries, h.preselection_id,
  p.id, p.digest, p.draw_key, s.id
FROM plates_hand h
LEFT JOIN LATERAL (
  SELECT id, digest, draw_key FROM plates_publication
  WHERE office_id = h.office_id AND pool = h.pool AND opens_at <= %(at)s::timestamptz ORDER BY number DESC LIMIT 1
) p ON true
LEFT JOIN LATERAL (
  SELECT id FROM plates_preselection
  WHERE office_id = h.office_id AND owner = h.owner AND category = h.category AND vin = h.vin AND state = 'live'
    AND until > %(at)s::timestamptz AND case_id <> h.case_id
) s ON true
WHERE h.case_id = %(case)s::bigint AND h.office_id = %(office)s::text
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a draw finds: the hand, the published account, a number held elsewhere."""

    category: str
    pool: str
    turn: int
    plates: list[str]
    chosen: str
    until: datetime | None
    online: bool
    tries: int
    adopted: int | None
    publication: int | None
    digest: str
    draw_key: str
    preselection: int | None


def see(case_id: int, actor: Actor, at: datetime) -> Seen:
    """Read a case's hand without locking it; a case that chooses for the first time sits down first."""
    told: dict[str, Any] = {"case": case_id, "office": actor.office, "at": at}
    row = statements.one(_READ, told)
    if row is None:
        sit(case_id=case_id, office=actor.office)
        row = statements.row(_READ, told)
    return Seen(*row)


@transaction.atomic
def sit(*, case_id: int, office: str, whom: Mapping[str, object] | None = None, online: bool = False) -> None:
    """Sit a case down to choose: note from which pool, for which owner and vehicle, and what it has used up so far.

    `whom` are `plate_category`, `fuel_type`, `owner_id_no` and `vin`; without it the case's file says them.
    """
    filed = File.objects.filter(case=case_id, case__office=office).values_list("answers", flat=True).first()
    if filed is None:
        raise Refused("plates.no_such_case")
    answers = whom or filed
    category = str(answers.get("plate_category") or "")
    told = holds.owner_and_vehicle(answers)
    known = {
        "office_id": office,
        "category": category,
        "pool": rules.pool_for(category, str(answers.get("fuel_type") or "")),
        "owner": told.owner if told else "",
        "vin": told.vin if told else "",
        "online": online,
    }
    used = {
        "turn": Draw.objects.filter(case=case_id).count(),
        "tries": sum(len(one) for one in Composing.objects.filter(case=case_id).values_list("wishes", flat=True)),
    }
    hand, fresh = Hand.objects.get_or_create(case_id=case_id, defaults=known | used)
    if Holding.objects.filter(case=case_id, state="issued").exists():  # whoever issued it had the hand a moment ago
        raise Refused("plates.already_chosen")
    if not fresh and not hand.plates and not hand.chosen:
        Hand.objects.filter(case=case_id, plates=[], chosen="").update(**known)


def lock(case_id: int, actor: Actor) -> Hand | None:
    """Lock a case's hand for a deed of several statements, or return None where it has none."""
    return Hand.objects.select_for_update().filter(case=case_id, office=actor.office).first()


def empty(hand: Hand) -> int:
    """Return to the pool whatever a hand holds, and tell how many numbers."""
    mine = [*hand.plates, *([hand.chosen] if hand.chosen else [])]
    held = Holding.objects.filter(category=hand.category, plate__in=mine, case=hand.case_id, state="held")
    returned = held.delete()[0] if mine else 0
    put(hand, plates=[], chosen="", until=None, preselection=None)
    return returned


def put(hand: Hand, **changed: Any) -> None:
    """Write what a locked hand holds from now on."""
    for name, value in changed.items():
        setattr(hand, name, value)
    hand.save(update_fields=list(changed))
