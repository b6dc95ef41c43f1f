"""The life of a case, and the rules of law for a first registration: values in, answer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onelane.catalogue.spec import JsonValue
from onelane.kernel.refusal import Refused

State = Literal["draft", "open", "suspended", "investigation", "refused", "cancelled", "finished"]
Deed = Literal["submit", "suspend", "resume", "investigate", "clear", "refuse", "cancel", "finish"]

MOVES: dict[State, dict[Deed, State]] = {
    "draft": {"submit": "open", "cancel": "cancelled"},
    "open": {
        "suspend": "suspended",  # 一次性告知补正: the citizen is asked for something
        "investigate": "investigation",  # R164 art.74: on suspicion there is no simple fail
        "refuse": "refused",
        "cancel": "cancelled",
        "finish": "finished",
    },
    "suspended": {"resume": "open", "investigate": "investigation", "refuse": "refused", "cancel": "cancelled"},
    "investigation": {"clear": "open", "refuse": "refused"},
    "refused": {},
    "cancelled": {},
    "finished": {},
}
ENDED: frozenset[State] = frozenset(state for state, deeds in MOVES.items() if not deeds)
LONGEST_REASON = 200


def plain(text: str) -> str:
    """Return what somebody wrote as one line without control characters, so that every store can keep it."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def worded(reason: str) -> str:
    """Return a reason as it is kept, cut at 200 characters; refuse `cases.reason_missing` where nothing is said."""
    found = plain(reason)[:LONGEST_REASON]
    if not found:
        raise Refused("cases.reason_missing")
    return found


def moved(state: State, deed: Deed) -> State:
    """Return the state after a deed; refuse `cases.not_now` where the table has none."""
    if deed not in MOVES[state]:
        raise Refused("cases.not_now", state=state, deed=deed)
    return MOVES[state][deed]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at: the answers of the case as the catalogue cleans them, the day, the office's values."""

    on: date
    answers: Mapping[str, JsonValue]
    lapse_years: int = 2
    temporary_plate_days: int = 30
    temporary_plate_count: int = 3

    def text(self, name: str) -> str:
        """Return an answer as text, empty where there is none."""
        found = self.answers.get(name)
        return "" if found is None else str(found)

    def day(self, name: str) -> date | None:
        """Return an answer as a date."""
        return date.fromisoformat(text) if (text := self.text(name)) else None

    def number(self, name: str) -> int:
        """Return an answer as a whole number, 0 where there is none."""
        found = self.answers.get(name)
        return found if isinstance(found, int) else 0

    def yes(self, name: str) -> bool:
        """Tell whether an answer is a plain yes."""
        return self.answers.get(name) is True

    def no(self, name: str) -> bool:
        """Tell whether an answer is a plain no: what was not looked up is neither."""
        return self.answers.get(name) is False


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule, its article and the dates between which it holds (both included)."""

    name: str
    article: str
    since: date
    until: date | None
    holds: Callable[[Facts], bool]
    refusal: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says about a case; `refusal` is the code that words why it says no."""

    rule: str
    article: str
    holds: bool
    refusal: str


def insurance_in_force(insured_from: date | None, insured_to: date | None, on: date) -> bool:
    """Compulsory insurance (交强险) covers the day of registration (CTALI art.4)."""
    return insured_from is not None and insured_to is not None and insured_from <= on <= insured_to


def safety_inspection_due(*, manufactured: date, on: date, exempt: bool, accident: bool, years: int) -> bool:
    """An exempt new car is inspected all the same when `years` years have gone, or after an accident (R164 art.11).

    "Within two years" includes the day itself; 29 February ends on the last day of February.
    """
    return not exempt or accident or on > _years_later(manufactured, years)


def vin_as_certified(on_car: str, certified: str) -> bool:
    """The VIN stamped on the car is the one on the certificate (R164 art.15)."""
    return bool(on_car) and on_car == certified


def temporary_plate_within_limits(days: int, before: int, *, most_days: int, most_plates: int) -> bool:
    """A temporary plate lasts no longer, and comes no more often, than the law allows (R164 art.47)."""
    return 1 <= days <= most_days and before < most_plates


def agent_authorised(agent: str, agent_id: str, authorisation: str) -> bool:
    """An agent, if there is one, has an identity number and a written authorisation (R164 art.86)."""
    return not agent or bool(agent_id and authorisation)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _insured(facts: Facts) -> bool:
    return insurance_in_force(facts.day("cti_from"), facts.day("cti_to"), facts.on)


def _safe(facts: Facts) -> bool:
    """Without a date of manufacture nobody can say that two years have not gone."""
    made = facts.day("manufacture_date")
    due = made is None or safety_inspection_due(
        manufactured=made,
        on=facts.on,
        exempt=facts.yes("inspection_exempt_model"),
        accident=not facts.no("accident_before"),
        years=facts.lapse_years,
    )
    return not due or bool(facts.text("safety_inspection_no"))


def _temporary(facts: Facts) -> bool:
    return temporary_plate_within_limits(
        facts.number("temporary_plate_days"),
        facts.number("temporary_plates_before"),
        most_days=facts.temporary_plate_days,
        most_plates=facts.temporary_plate_count,
    )


def _represented(facts: Facts) -> bool:
    return agent_authorised(facts.text("agent_name"), facts.text("agent_id_no"), facts.text("authorisation_ref"))


_ORDER_164 = date(2022, 5, 1)
_ALL = (
    Rule("insurance-in-force", "CTALI art.4", date(2006, 7, 1), None, _insured, "cases.insurance_not_in_force"),
    Rule(
        "purchase-tax-settled",
        "VPT art.13",
        date(2019, 7, 1),
        None,
        lambda facts: facts.yes("purchase_tax_settled"),
        "cases.purchase_tax_open",
    ),
    Rule("safety-inspection-when-due", "R164 art.11", _ORDER_164, None, _safe, "cases.safety_inspection_missing"),
    Rule(
        "vin-as-certified",
        "R164 art.15",
        _ORDER_164,
        None,
        lambda facts: vin_as_certified(facts.text("vin_on_car"), facts.text("vin")),
        "cases.vin_differs",
    ),
    Rule(
        "model-licensed",
        "R164 art.15",
        _ORDER_164,
        None,
        lambda facts: facts.yes("model_in_announcement"),
        "cases.model_not_licensed",
    ),
    Rule("not-stolen", "R164 art.15", _ORDER_164, None, lambda facts: facts.no("stolen"), "cases.stolen"),
    Rule("not-sealed", "R164 art.15", _ORDER_164, None, lambda facts: facts.no("sealed"), "cases.sealed"),
    Rule("agent-authorised", "R164 art.86", _ORDER_164, None, _represented, "cases.agent_not_authorised"),
    Rule(
        "inspection-recorded",
        "R164 art.73",
        _ORDER_164,
        None,
        lambda facts: bool(facts.text("video_ref")),
        "cases.inspection_not_recorded",
    ),
    Rule("temporary-plate-limits", "R164 art.47", _ORDER_164, None, _temporary, "cases.temporary_plate_limits"),
)
RULES: dict[str, tuple[Rule, ...]] = {
    name: tuple(rule for rule in _ALL if rule.name == name) for name in dict.fromkeys(rule.name for rule in _ALL)
}


def verdicts(versions: Mapping[str, str], facts: Facts) -> tuple[Verdict, ...]:
    """Return what every rule of a case says; `versions` is `{name: since}` as the case copied it when it opened."""
    found = (_version(name, date.fromisoformat(since)) for name, since in versions.items())
    return tuple(Verdict(rule.name, rule.article, rule.holds(facts), rule.refusal) for rule in found)


def _version(name: str, since: date) -> Rule:
    for rule in RULES[name]:
        if rule.since == since:
            return rule
    raise LookupError(f"rule {name} has no version of {since}")
