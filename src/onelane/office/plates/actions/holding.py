"""Hold the numbers of a drawn list: the first free ones in the order that the random function fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction

from onelane.kernel.refusal import broken_constraint
from onelane.office.plates.series import LETTER, Series
from onelane.records import journal, statements

_WINDOW = 64
_ONE_HOLDER = "plates_holding_pkey"

# Who has some of these numbers; a number that nobody has gives no row.
LOOK = """
SELECT array_agg(plate), array_agg(state), array_agg(claim) FROM plates_holding
WHERE category = %(category)s::text AND plate = ANY(%(plates)s::text[])
"""

# The list is fixed before this statement runs, so nothing is sorted or scanned here: fifty new rows, the hand, the
# receipt and the note, all or nothing. The key says no when somebody was quicker with one of the fifty. They are
# written in the order of their characters, so that two draws that want the same numbers wait one for the other and
# never in a circle.
HOLD = f"""
WITH me AS (
  UPDATE plates_hand SET turn = turn + 1, plates = %(plates)s::text[], until = %(until)s::timestamptz
  WHERE case_id = %(case)s::bigint AND turn = %(turn)s::int - 1 AND plates = '{{}}' AND chosen = ''
  RETURNING case_id, office_id, category
), held AS (
  INSERT INTO plates_holding (category, plate, office_id, state, case_id, claim, why)
  SELECT me.category, one, me.office_id, 'held', me.case_id, %(claim)s::text, ''
  FROM me CROSS JOIN unnest(%(sorted)s::text[]) one
), drawn AS (
  INSERT INTO plates_draw
    (office_id, case_id, turn, publication_id, at, until, body, claim, link, key_id, signature)
  SELECT office_id, case_id, %(turn)s::int, %(publication)s::bigint, %(at)s::timestamptz, %(until)s::timestamptz,
    %(receipt)s::text, %(claim)s::text, %(link)s::text, %(key_id)s::text, %(signature)s::text
  FROM me
)
SELECT {journal.NOTE} FROM me
"""  # noqa: S608 - the parts are constants of this code


@dataclass(slots=True)
class Listed:
    """The numbers of a list in drawn order, and those passed over: place, state's letter, who has it."""

    plates: list[str] = field(default_factory=list)
    gone: list[tuple[int, str, str]] = field(default_factory=list)


class Walk:
    """The order of one draw, gone through as far as it is needed; another try goes through it from the start."""

    def __init__(self, numbers: Series, order: Iterator[int], category: str) -> None:
        self._numbers, self._order, self._category = numbers, order, category
        self._seen: list[tuple[int, str]] = []

    def first_free(self, size: int) -> Listed:
        """Return the first `size` numbers that nobody has at this moment, and those passed over before the last."""
        listed, begin = Listed(), 0
        while len(listed.plates) < size:
            if begin == len(self._seen) and not self._more():
                break
            window = self._seen[begin:]
            gone = who_has(self._category, [plate for _, plate in window])
            for place, plate in window:
                begin += 1
                if plate in gone:
                    listed.gone.append((place, *gone[plate]))
                    continue
                listed.plates.append(plate)
                if len(listed.plates) == size:
                    break
        return listed

    def _more(self) -> bool:
        some = islice(self._order, max(_WINDOW, len(self._seen) * 2))
        more = [(place, self._numbers.plate(place)) for place in some]
        self._seen += more
        return bool(more)


def who_has(category: str, plates: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return state's letter and claim of those numbers that are not free."""
    row = statements.row(LOOK, {"category": category, "plates": list(plates)})
    return {} if row[0] is None else {
        plate: (LETTER[state], claim) for plate, state, claim in zip(*row, strict=True)
    }  # fmt: skip


def hold(told: dict[str, Any]) -> bool:
    """Hold a list with its receipt and note; tell whether it went, or somebody was quicker with a number or a press."""
    # A refused statement spoils the transaction around it, if there is one; alone it leaves nothing behind.
    around = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with around:
            return statements.one(HOLD, told) is not None
    except IntegrityError as no:
        if broken_constraint(no) != _ONE_HOLDER:
            raise
        return False
