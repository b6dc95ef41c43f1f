"""How long it will still take: what the office has learnt, or else the length of the queues, as a range of minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache

from onelane.catalogue.settings import Settings
from onelane.channels.shared.estimates import living
from onelane.kernel import clock
from onelane.office.lane import queries as queue
from onelane.registers.offices import catalogue
from onelane.registers.offices import queries as offices
from onelane.twin.forecast import queue_length
from onelane.twin.forecast.paces import Pace, pace_of
from onelane.twin.forecast.queue_length import Class, Minutes, Stage

if TYPE_CHECKING:
    from onelane.office.cases.queries import CaseView, Step

KEPT = 5  # seconds: a full hall asks together, and the queues are the same for everybody
RECENTLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hall:
    """The queues of an office at one moment, the same for everybody who asks."""

    waiting: Mapping[str, int]
    staffed: Mapping[str, int]
    counters: Mapping[str, int]
    classes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mine:
    """Where one stands at this moment: the rank, how many are ahead at each step, and where one is called already."""

    office: str
    now: datetime
    rank_at: datetime
    case_id: int = 0
    ahead: Mapping[str, int] = field(default_factory=dict)
    called: frozenset[str] = frozenset()


def hall(office: str) -> Hall:
    """Return the queues of an office, at most some seconds old."""
    key = f"hall:{office}"
    found = cache.get(key)
    if not isinstance(found, Hall):
        found = _hall(office)
        cache.set(key, found, KEPT)
    return found


def _hall(office: str) -> Hall:
    steps = tuple(catalogue.current().vocabulary.stations)
    counters = offices.counters_of(office)
    return Hall(
        waiting=queue.count_waiting_by_step(office, steps),
        staffed=queue.staffed(office),
        counters={step: sum(step in one.steps for one in counters) for step in steps},
        classes=queue.taken_by_class(office, clock.now() - RECENTLY),
    )


def to_call(step: str, mine: Mine) -> Minutes:
    """Return the minutes to the next call at a step one waits for; nine of ten times it comes within them."""
    learnt = living.estimates(mine.office).get(mine.case_id)
    if learnt is not None and step in learnt.calls:
        return queue_length.rounded(learnt.calls[step].low, learnt.calls[step].high)
    return queue_length.told(queue_length.to_call(_waiting(step, mine.ahead.get(step, 0), mine)))


def to_end(path: Sequence[object], case: CaseView, mine: Mine) -> Minutes:
    """Return the minutes to the end of the whole visit; nine of ten times it ends within them."""
    learnt = living.estimates(mine.office).get(mine.case_id)
    if learnt is not None:
        return queue_length.rounded(learnt.end.low, learnt.end.high)
    stages = {step.code: _standing(step, mine) for step in case.steps}
    return queue_length.told(queue_length.to_end(queue_length.Visit(path, stages)))


def to_begins(path: Sequence[object], case: CaseView, mine: Mine) -> dict[str, Minutes]:
    """Return the minutes until each step that is still to come begins; nine of ten times it does within them."""
    coming = [step.code for step in case.steps if step.standing == "next"]
    learnt = living.estimates(mine.office).get(mine.case_id)
    if learnt is not None:
        known = {step: learnt.calls[step] for step in coming if step in learnt.calls}
        return {step: queue_length.rounded(one.low, one.high) for step, one in known.items()}
    stages = {step.code: _standing(step, mine) for step in case.steps}
    begins = queue_length.to_begins(queue_length.Visit(path, stages))
    return {step: queue_length.told(begins[step]) for step in coming}


def new_visit(office: str, path: Sequence[object], steps: Sequence[str]) -> Minutes:
    """Return the minutes that a visit takes for whoever comes in now."""
    now = clock.now()
    mine, seen = Mine(office, now, rank_at=now), hall(office)
    stages = {step: _waiting(step, seen.waiting.get(step, 0), mine) for step in steps}
    return queue_length.told(queue_length.to_end(queue_length.Visit(path, stages)))


def _standing(step: Step, mine: Mine) -> Stage:
    if step.standing == "done":
        return Stage(_pace(step.code, mine), done=True)
    if step.standing == "now" and (step.in_hand or _is_own(step.code)):
        began = step.since if step.in_hand and step.code not in mine.called else None
        return Stage(_pace(step.code, mine), served_for=(mine.now - began).total_seconds() / 60 if began else 0.0)
    return _waiting(step.code, mine.ahead.get(step.code, hall(mine.office).waiting.get(step.code, 0)), mine)


def _waiting(step: str, ahead: int, mine: Mine) -> Stage:
    """Return a stage in whose queue one stands; who comes later with a head start may still go before."""
    settings, seen = offices.settings_of(mine.office), hall(mine.office)
    passing = tuple(
        Class(waiting=0, per_hour=count, passes_for=max(0.0, _passes(name, settings, mine)))
        for name, count in seen.classes.items()
        if name != "ordinary"
    )
    return Stage(_pace(step, mine), ahead=(Class(waiting=ahead), *passing))


def _passes(name: str, settings: Settings, mine: Mine) -> float:
    head_start = settings.integer(f"lane.ageing.head_start_minutes.{name}")
    return head_start - (mine.now - mine.rank_at).total_seconds() / 60


def _pace(step: str, mine: Mine) -> Pace:
    """Return the pace of a step with the counters that are open; while people wait, every open one is at work."""
    seen = hall(mine.office)
    at_once = seen.staffed.get(step, 0) if _is_called(step) else 0
    return pace_of(step, servers=at_once or seen.counters.get(step, 0), minutes=_measured(step, mine.office))


def _measured(step: str, office: str) -> float | None:
    """Return the minutes an office has set for a step, where it has."""
    settings, key = offices.settings_of(office), f"forecast.minutes.{step}"
    return float(settings.integer(key)) if key in settings.known else None


def _is_own(step: str) -> bool:
    """Tell whether the owner does this step himself, so that nobody is ahead of him."""
    return catalogue.current().vocabulary.stations[step].kind == "machine"


def _is_called(step: str) -> bool:
    return catalogue.current().vocabulary.stations[step].kind in {"lane", "desk"}
