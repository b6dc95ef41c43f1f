"""Self-composed numbers (自编自选): wishes in order, the first that is free wins, and the tries are counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.numbers import plate
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused
from onelane.office.plates import queries, rules
from onelane.office.plates.actions import choosing
from onelane.office.plates.actions.hands import Seen
from onelane.office.plates.actions.holding import who_has
from onelane.office.plates.queries import Chosen
from onelane.records import journal, statements
from onelane.registers.offices.queries import prefixes_of

# One wish, all or nothing: the number exists in this car's pool, is out long enough and is nobody's. No row means: not
# this one. Waiting for somebody who is just taking the same number ends in his having it, or not.
_ME = """
  SELECT case_id, office_id, category, pool, plates FROM plates_hand
  WHERE case_id = %(case)s::bigint AND office_id = %(office)s::text AND chosen = '' AND preselection_id IS NULL
    AND (until IS NULL OR until > %(at)s::timestamptz) AND tries + %(tried)s::int <= %(limit)s::int
"""
_GOT = """
  INSERT INTO plates_holding (category, plate, office_id, state, case_id, claim, why)
  SELECT me.category, n.plate, me.office_id, 'held', me.case_id, %(claim)s::text, '' FROM me
  JOIN plates_number n ON n.category = me.category AND n.plate = %(wish)s::text AND n.pool = me.pool
  JOIN plates_segment s ON s.id = n.segment_id AND s.opens_at <= %(before)s::timestamptz
  ON CONFLICT (category, plate) DO NOTHING RETURNING category
"""
_SAT_AND_TOLD = f"""
sat AS (
  UPDATE plates_hand SET chosen = %(wish)s::text, plates = '{{}}', until = %(until)s::timestamptz,
    tries = tries + %(tried)s::int
  WHERE case_id = (SELECT %(case)s::bigint FROM won)
), told AS (
  INSERT INTO plates_composing (case_id, at, wishes, got)
  SELECT %(case)s::bigint, %(at)s::timestamptz, %(wishes)s::text[], %(wish)s::text FROM won
)
SELECT category, {journal.NOTE} FROM won
"""  # noqa: S608 - the parts are constants of this code
ONE_WISH = f"WITH me AS ({_ME} AND plates = '{{}}' FOR UPDATE), won AS ({_GOT}), {_SAT_AND_TOLD}"

# The same for a case that has a list before it: a number of the list is its own already, and the list goes back.
INSTEAD_OF_A_LIST = f"""
WITH me AS ({_ME} FOR UPDATE), got AS ({_GOT}), won AS (
  SELECT category FROM got UNION ALL SELECT category FROM me WHERE %(wish)s::text = ANY(plates)
), back AS (
  DELETE FROM plates_holding
  WHERE category = (SELECT category FROM won) AND case_id = %(case)s::bigint AND plate <> %(wish)s::text
    AND plate = ANY(ARRAY(SELECT unnest(plates) FROM me))
), {_SAT_AND_TOLD}
"""  # noqa: S608 - the parts are constants of this code

NONE_OF_THEM = f"""
WITH me AS (
  UPDATE plates_hand SET tries = tries + %(tried)s::int
  WHERE case_id = %(case)s::bigint AND office_id = %(office)s::text AND chosen = ''
    AND tries + %(tried)s::int <= %(limit)s::int
  RETURNING case_id
), told AS (
  INSERT INTO plates_composing (case_id, at, wishes, got)
  SELECT case_id, %(at)s::timestamptz, %(wishes)s::text[], '' FROM me
)
SELECT {journal.NOTE} FROM me
"""  # noqa: S608 - the parts are constants of this code


def compose(*, case_id: int, wishes: Sequence[str], actor: Actor, at: datetime | None = None) -> Chosen | None:
    """Take the first wished number that is free, or None when none is; each wish uses up one try.

    One statement when the first wish is free; only when it is not is anything looked at, and refused.
    """
    at = at or clock.now()
    terms = queries.terms(actor.office)
    wanted = [plain(wish) for wish in wishes]
    rules.check_wishes(wanted, used=0, terms=terms)
    first = _try(ONE_WISH, wanted[0], wanted, case_id, actor, terms, at)
    if first is not None:
        return first
    hand = _check(wanted, case_id, actor, terms, at)
    gone = who_has(hand.category, wanted).keys() - set(hand.plates)
    for wish in (one for one in wanted if one not in gone):
        got = _try(INSTEAD_OF_A_LIST, wish, wanted, case_id, actor, terms, at)
        if got is not None:
            return got
    if statements.one(NONE_OF_THEM, _told("", wanted, case_id, actor, terms, at)) is None:
        _check(wanted, case_id, actor, terms, at)  # another press of this case was quicker: it says why
    return None


def _check(wanted: Sequence[str], case_id: int, actor: Actor, terms: rules.Terms, at: datetime) -> Seen:
    """Return the hand, or refuse what cannot be composed; a number that cannot be uses no try."""
    hand = choosing.fresh_hand(case_id, actor, at)
    if hand.chosen or hand.adopted is not None:
        raise Refused("plates.already_chosen")
    prefixes = prefixes_of(actor.office)
    for wish in wanted:
        number = plate.check(wish, prefixes=prefixes, category=hand.category)
        if rules.pool_of(hand.category, number[plate.PREFIX :]) != hand.pool:
            raise Refused("plates.not_of_pool", number=plate.display(number))
    rules.check_wishes(wanted, used=hand.tries, terms=terms)
    return hand


def _try(
    statement: str, wish: str, wanted: Sequence[str], case_id: int, actor: Actor, terms: rules.Terms, at: datetime
) -> Chosen | None:
    told = _told(wish, wanted, case_id, actor, terms, at)
    row = statements.one(statement, told)
    return None if row is None else Chosen(wish, row[0], "held", told["until"])


def _told(
    wish: str, wanted: Sequence[str], case_id: int, actor: Actor, terms: rules.Terms, at: datetime
) -> dict[str, Any]:
    detail = {"wishes": list(wanted), "got": wish}
    return journal.parameters(
        actor, "plates.composed", chain=f"case:{case_id}", subject=wish, detail=detail, at=at
    ) | {
        "case": case_id, "wish": wish, "wishes": list(wanted), "tried": len(wanted), "limit": terms.tries,
        "before": at - terms.random_only, "until": at + rules.CHOSEN_FOR,
        "claim": sha256(f"onelane composed\n{wish}\n{case_id}\n{at.isoformat()}\n".encode()).hexdigest(),
    }  # fmt: skip
