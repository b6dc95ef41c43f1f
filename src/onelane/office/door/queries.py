"""Questions at a door: does one stand, and where does somebody stand at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onelane.kernel.refusal import Refused
from onelane.office.door import rules
from onelane.office.door.models import Door, Place
from onelane.records import statements


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: his number once lots are drawn, how many are ahead, what is left, when to look again."""

    state: rules.State
    key: str
    back: str
    number: int | None
    people: int
    ahead: int
    left: int | None
    opens_at: datetime
    gathers_until: datetime
    commitment: str
    seed: str
    why_over: str
    next_look: int

    @property
    def likely(self) -> bool:
        """Tell whether there is as much left as people who come first."""
        return self.left is None or self.ahead < self.left


# One look by the secret key, however many wait.
LOOK = """
SELECT p.key, p.back, p.number, p.let_in_at IS NOT NULL, d.last, d.let_in, d.left, d.opens_at, d.gathers_until, d.seed,
  d.pace, d.drawn_at, d.over_at, d.why_over
FROM door_place p JOIN door_door d ON d.id = p.door_id WHERE p.key = %(key)s::text
"""


def live(office: str, name: str) -> Door | None:
    """Return the door that stands before something now, or None."""
    return Door.objects.filter(office=office, name=name, over_at=None).first()


def standing_doors(kind: str) -> list[Door]:
    """Return every door that stands now before things of a kind, such as `plates`."""
    return list(Door.objects.filter(over_at=None, name__startswith=f"{kind}:").order_by("pk"))


def key_of(door_id: int, who: str) -> str | None:
    """Return the key of somebody's place, or None while he has none."""
    return Place.objects.filter(door=door_id, who=who).values_list("key", flat=True).first()


def is_let_in(door_id: int, who: str) -> bool:
    """Tell whether it is somebody's turn."""
    return Place.objects.filter(door=door_id, who=who, let_in_at__isnull=False).exists()


def standing(key: str, *, at: datetime) -> Standing:
    """Return where the holder of a key stands; refuse `door.no_such_place`."""
    row = statements.one(LOOK, {"key": key})
    if row is None:
        raise Refused("door.no_such_place")
    place, back, number, in_, last, let_in, left, opens_at, gathers_until, seed, pace, drawn_at, over_at, why = row
    ahead = max(number - let_in - 1, 0) if number is not None else last
    state = _state(inside=in_, over=over_at is not None, drawn=drawn_at is not None, begun=at >= opens_at)
    if state in {"early", "gathering"}:
        looks = rules.look_for_lots(place, seconds=(gathers_until - at).total_seconds(), people=last)
    else:
        looks = rules.next_look(waiting=max(last - let_in, 0), ahead=ahead, pace=pace)
    return Standing(
        state, place, back, number, last, ahead, left, opens_at, gathers_until, rules.commitment_to(seed),
        seed if drawn_at else "", why, looks,
    )  # fmt: skip


def _state(*, inside: bool, over: bool, drawn: bool, begun: bool) -> rules.State:
    if over and not inside:
        return "over"
    if inside:
        return "turn"
    return "waiting" if drawn else "gathering" if begun else "early"
