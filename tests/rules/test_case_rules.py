"""The life of a case, and the law of a first registration on both sides of each number."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane import catalogue
from onelane.catalogue import forms
from onelane.catalogue.spec import JsonValue
from onelane.kernel.refusal import Refused
from onelane.office.cases import rules
from onelane.office.cases.rules import MOVES, RULES, Deed, Facts, State

OFFERED = catalogue.load()
LANE = OFFERED.service("first-registration")
ON = date(2026, 11, 22)
ANSWERS = forms.validate(
    [OFFERED.vocabulary.fields[name] for names in LANE.asks.values() for name in names], LANE.example
)
NEEDS = {name: RULES[name][-1].since.isoformat() for name in LANE.needs}


def against(on: date = ON, **changes: JsonValue) -> list[str]:
    """Return the rules that say no to the example with these answers changed."""
    told = rules.verdicts(NEEDS, Facts(on, {**ANSWERS, **changes}))
    return [verdict.rule for verdict in told if not verdict.holds]


def test_every_rule_stands_in_the_catalogue_and_in_code_with_the_same_dates_and_article() -> None:
    written = {
        name: [(version.since, version.until, version.article) for version in ref.versions]
        for name, ref in OFFERED.vocabulary.rules.items()
    }
    coded = {name: [(rule.since, rule.until, rule.article) for rule in versions] for name, versions in RULES.items()}
    assert coded == written


def test_the_example_of_the_lane_is_lawful() -> None:
    assert against() == []


@pytest.mark.parametrize(
    ("on", "lawful"),
    [
        (date(2026, 11, 11), False),
        (date(2026, 11, 12), True),
        (date(2027, 11, 11), True),
        (date(2027, 11, 12), False),
    ],
)
def test_insurance_covers_its_first_and_its_last_day(on: date, lawful: bool) -> None:  # noqa: FBT001 - a fact of the table
    assert against(on, inspection_exempt_model=True) == ([] if lawful else ["insurance-in-force"])


@pytest.mark.parametrize(
    ("made", "on", "due"),
    [
        (date(2024, 11, 22), date(2026, 11, 22), False),
        (date(2024, 11, 21), date(2026, 11, 22), True),
        (date(2024, 2, 29), date(2026, 2, 28), False),
        (date(2024, 2, 29), date(2026, 3, 1), True),
    ],
)
def test_an_exempt_car_is_inspected_after_two_years(made: date, on: date, due: bool) -> None:  # noqa: FBT001 - a fact
    assert rules.safety_inspection_due(manufactured=made, on=on, exempt=True, accident=False, years=2) is due


@pytest.mark.parametrize(
    "changes",
    [{"accident_before": True}, {"inspection_exempt_model": False}, {"manufacture_date": "2024-11-21"}],
)
def test_a_car_that_is_due_needs_the_certificate_of_the_safety_inspection(changes: dict[str, JsonValue]) -> None:
    assert against(**changes) == ["safety-inspection-when-due"]
    assert against(**changes, safety_inspection_no="AJ-0001") == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"purchase_tax_settled": False}, "purchase-tax-settled"),
        ({"purchase_tax_settled": None}, "purchase-tax-settled"),
        ({"vin_on_car": "LFV2A21K5H3000001"}, "vin-as-certified"),
        ({"vin_on_car": None}, "vin-as-certified"),
        ({"model_in_announcement": False}, "model-licensed"),
        ({"stolen": True}, "not-stolen"),
        ({"stolen": None}, "not-stolen"),
        ({"sealed": True}, "not-sealed"),
        ({"agent_name": "试二"}, "agent-authorised"),
        ({"agent_name": "试二", "agent_id_no": "370299199003070125"}, "agent-authorised"),
        ({"agent_name": "试二", "authorisation_ref": "1"}, "agent-authorised"),
        ({"video_ref": None}, "inspection-recorded"),
        ({"cti_to": None}, "insurance-in-force"),
        ({"manufacture_date": None}, "safety-inspection-when-due"),
    ],
)
def test_one_ground_of_refusal_is_told_by_its_rule(changes: dict[str, JsonValue], rule: str) -> None:
    assert against(**changes) == [rule]


def test_an_agent_with_both_papers_may_apply() -> None:
    assert against(agent_name="试二", agent_id_no="370299199003070125", authorisation_ref="1") == []


@pytest.mark.parametrize(
    ("days", "before", "allowed"),
    [(0, 0, False), (1, 0, True), (30, 0, True), (31, 0, False), (15, 2, True), (15, 3, False)],
)
def test_temporary_plates_are_limited_in_days_and_number(days: int, before: int, allowed: bool) -> None:  # noqa: FBT001 - a fact
    facts = Facts(ON, {"temporary_plate_days": days, "temporary_plates_before": before})
    (told,) = rules.verdicts({"temporary-plate-limits": "2022-05-01"}, facts)
    assert told.holds is allowed
    assert (told.article, told.refusal) == ("R164 art.47", "cases.temporary_plate_limits")


@pytest.mark.parametrize(
    ("name", "before", "first"),
    [
        ("insurance-in-force", date(2006, 6, 30), date(2006, 7, 1)),
        ("purchase-tax-settled", date(2019, 6, 30), date(2019, 7, 1)),
        ("vin-as-certified", date(2022, 4, 30), date(2022, 5, 1)),
    ],
)
def test_a_rule_holds_from_its_first_day(name: str, before: date, first: date) -> None:
    ref = OFFERED.vocabulary.rules[name]
    assert ref.on(before) is None
    version = ref.on(first)
    assert version is not None
    assert version.since == RULES[name][0].since


def test_a_version_that_never_was_is_a_fault() -> None:
    with pytest.raises(LookupError):
        rules.verdicts({"not-stolen": "2000-01-01"}, Facts(ON, {}))


@given(st.sampled_from(get_args(State)), st.lists(st.sampled_from(get_args(Deed)), max_size=12))
def test_a_case_that_has_ended_never_moves_again(state: State, deeds: list[Deed]) -> None:
    for deed in deeds:
        if deed in MOVES[state]:
            assert state not in rules.ENDED
            state = rules.moved(state, deed)
        else:
            with pytest.raises(Refused, match=r"cases\.not_now"):
                rules.moved(state, deed)
    assert state in MOVES


def test_every_state_is_reached_and_can_come_to_an_end() -> None:
    reached = {"draft", *(after for deeds in MOVES.values() for after in deeds.values())}
    assert reached == set(MOVES)
    assert {"refused", "cancelled", "finished"} == rules.ENDED
    assert all(rules.ENDED & set(deeds.values()) for state, deeds in MOVES.items() if state not in rules.ENDED)
