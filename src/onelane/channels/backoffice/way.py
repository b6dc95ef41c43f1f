"""Where a case stands, in words and as a drawn path: who does what, and who waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.backoffice import reasons
from onelane.channels.shared.forms_from_catalogue import said
from onelane.channels.shared.roles import role_name
from onelane.channels.shared.templatetags.office import clock as time_of
from onelane.office.cases import plans
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.office.cases.path import Path
    from onelane.office.cases.queries import CaseView, Step

STATES: Mapping[str, str] = {
    "draft": _("Draft"),
    "open": _("Under way"),
    "suspended": _("The citizen was asked"),
    "investigation": _("Under investigation"),
    "refused": _("Refused"),
    "cancelled": _("Cancelled"),
    "finished": _("Finished"),
}
OUTCOMES: Mapping[str, str] = {
    "": _("In hand"),
    "done": _("Done"),
    "sent_back": _("Sent back"),
    "refused": _("Refused"),
    "released": _("Laid down"),
    "no_show": _("Did not come"),
    "undone": _("Taken back"),
}
TONES: Mapping[str, str] = {"open": "now", "finished": "done", "investigation": "investigated"}


@dataclass(frozen=True, slots=True)
class Performance:
    """One performance of one step as a line of the history."""

    title: str
    counter: str
    who: str
    taken_at: datetime
    ended_at: datetime | None
    minutes: int | None
    outcome: str
    outcome_name: str
    reasons: tuple[str, ...]


def state_name(state: str) -> str:
    """Return the state of a case in words."""
    return gettext(STATES[state]) if state in STATES else state


def tone(state: str) -> str:
    """Return the code of the badge for the state of a case."""
    return TONES.get(state, state)


def step_name(step: str) -> str:
    """Return a station's name in the reader's language, or the code itself where the catalogue has none now."""
    station = catalogue.current().vocabulary.stations.get(step)
    return said(station.name) if station is not None else step


def drawn(view: CaseView, plan: str) -> list[object]:
    """Return the path of a case as `path_drawn` takes it."""
    steps = {step.code: _drawn_step(view, step) for step in view.steps}
    return [_part(part, steps) for part in plans.path_of(plan).to_json()]


def drawn_plan(path: Path) -> list[object]:
    """Return a path that nobody walks, for the page of the catalogue."""
    steps = {code: {"title": step_name(code), "state": "next", "note": ""} for code in path.steps}
    return [_part(part, steps) for part in path.to_json()]


def _part(part: object, steps: Mapping[str, dict[str, str]]) -> object:
    return [_part(inner, steps) for inner in part] if isinstance(part, list) else steps[str(part)]


def _drawn_step(view: CaseView, step: Step) -> dict[str, str]:
    return {"title": step_name(step.code), "state": _state(view, step), "note": _note(view, step)}


def _state(view: CaseView, step: Step) -> str:
    if step.standing != "now":
        return step.standing
    if view.state != "open":
        return "stopped"
    return "sent_back" if not step.in_hand and _came_back(view, step) else "now"


def _came_back(view: CaseView, step: Step) -> bool:
    done = [work.ended_at for work in view.history if work.step == step.code and work.outcome == "done"]
    sent = [work.ended_at for work in view.history if work.outcome == "sent_back"]
    return bool(done and sent and done[-1] and sent[-1] and sent[-1] >= done[-1])


def _note(view: CaseView, step: Step) -> str:
    if step.standing == "next":
        return ""
    if step.standing == "done":
        times = f"{time_of(step.since)}–{time_of(step.until)}" if step.until else ""
        return " · ".join(part for part in (times, step.counter) if part)
    if step.in_hand:
        since = gettext("since %(time)s") % {"time": time_of(step.since)}
        return f"{since} · {step.counter}" if step.counter else since
    return state_name(view.state) if view.state != "open" else _awaited(step.code)


def _awaited(step: str) -> str:
    station = catalogue.current().vocabulary.stations.get(step)
    if station is None:
        return gettext("waits")
    if station.kind == "machine":
        return gettext("waits for the owner")
    return gettext("waits for: %(post)s") % {"post": role_name(station.role)}


def awaited(view: CaseView, plan: str) -> list[str]:
    """Return who waits for whom, one sentence each."""
    path, standing = plans.path_of(plan), {step.code: step.standing for step in view.steps}
    told = [_sentence(view, step) for step in view.steps if step.standing == "now"]
    for code in path.steps:
        before = path.predecessors(code)
        missing = [one for one in before if standing[one] != "done"]
        if standing[code] == "next" and any(standing[one] != "next" for one in before):
            told.append(_waits_for(code, missing))
    return told


def _waits_for(code: str, missing: Iterable[str]) -> str:
    names = gettext(", ").join(step_name(one) for one in missing)
    return gettext("%(step)s waits for %(others)s.") % {"step": step_name(code), "others": names}


def _sentence(view: CaseView, step: Step) -> str:
    told = {"step": step_name(step.code), "place": step.counter, "time": time_of(step.since)}
    if view.state != "open":
        return gettext("%(step)s stands still: %(why)s.") % {"step": told["step"], "why": state_name(view.state)}
    if step.in_hand and step.counter:
        return gettext("%(step)s is in hand at %(place)s since %(time)s.") % told
    if step.in_hand:
        return gettext("%(step)s is in hand since %(time)s.") % told
    return f"{told['step']} {_awaited(step.code)}."


def history(view: CaseView, names: Mapping[str, str]) -> list[Performance]:
    """Return every performance of every step; `names` are those of the accounts."""
    return [
        Performance(
            title=step_name(work.step),
            counter=work.counter.code if work.counter is not None else "",
            who=names.get(work.actor, work.actor),
            taken_at=work.taken_at,
            ended_at=work.ended_at,
            minutes=round((work.ended_at - work.taken_at) / timedelta(minutes=1)) if work.ended_at else None,
            outcome=work.outcome or "now",
            outcome_name=gettext(OUTCOMES.get(work.outcome, work.outcome)),
            reasons=tuple(reasons.told(one) for one in work.reasons),
        )
        for work in view.history
    ]
