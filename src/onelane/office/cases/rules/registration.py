"""First registration (注册登记): the rules of law that the review of a new car applies."""

from __future__ import annotations

from datetime import date

from onelane.office.cases.rules.dates import years_later
from onelane.office.cases.rules.judging import Facts, Rule


def insurance_in_force(insured_from: date | None, insured_to: date | None, on: date) -> bool:
    """Compulsory insurance (交强险) covers the day of registration (CTALI art.4)."""
    return insured_from is not None and insured_to is not None and insured_from <= on <= insured_to


def safety_inspection_due(*, manufactured: date, on: date, exempt: bool, accident: bool, years: int) -> bool:
    """An exempt new car is inspected all the same when `years` years have gone, or after an accident (R164 art.11).

    "Within two years" includes the day itself; 29 February ends on the last day of February.
    """
    return not exempt or accident or on > years_later(manufactured, years)


def vin_as_certified(on_car: str, certified: str) -> bool:
    """The VIN stamped on the car is the one on the certificate (R164 art.15)."""
    return bool(on_car) and on_car == certified


def temporary_plate_within_limits(days: int, before: int, *, most_days: int, most_plates: int) -> bool:
    """A temporary plate lasts no longer, and comes no more often, than the law allows (R164 art.47)."""
    return 1 <= days <= most_days and before < most_plates


def agent_authorised(agent: str, agent_id: str, authorisation: str) -> bool:
    """An agent, if there is one, has an identity number and a written authorisation (R164 art.86)."""
    return not agent or bool(agent_id and authorisation)


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
        years=facts.settings.integer("inspection.lapse_years"),
    )
    return not due or bool(facts.text("safety_inspection_no"))


def _temporary(facts: Facts) -> bool:
    return temporary_plate_within_limits(
        facts.number("temporary_plate_days"),
        facts.number("temporary_plates_before"),
        most_days=facts.settings.integer("temporary_plate.max_days"),
        most_plates=facts.settings.integer("temporary_plate.max_count"),
    )


def _represented(facts: Facts) -> bool:
    return agent_authorised(facts.text("agent_name"), facts.text("agent_id_no"), facts.text("authorisation_ref"))


_ORDER_164 = date(2022, 5, 1)
ALL = (
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
