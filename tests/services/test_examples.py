"""Every service of the catalogue is walked to its end with its own example, on the path that its file gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import make
from tests.applying_online import CHANGED, MAY, MAY_NOT, Walk

from onelane import catalogue
from onelane.catalogue import OPENING, forms
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused

VELO = Path(__file__).parent / "catalogue"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(clock: Any) -> Iterator[None]:
    from onelane.office.cases.plans import _written
    from onelane.registers.offices.queries import forget

    forget()
    _written.cache_clear()
    yield
    forget()
    _written.cache_clear()


def walk_lane() -> int:
    """Walk the lane through its own desks, rooms and registers."""
    make.office()
    return make.Visit().walk_to("end").case_id


WALKED_BY_DESKS = {"first-registration": walk_lane}


@pytest.mark.parametrize("code", sorted(WALKED_BY_DESKS))
def test_a_shipped_service_is_walked_to_its_end_with_its_example(code: str) -> None:
    from onelane.office.cases import queries as cases
    from onelane.office.cases.models import Case

    service = catalogue.load().service(code)
    case = Case.objects.get(pk=WALKED_BY_DESKS[code]())
    said = cases.answers(case.pk)

    assert case.state == "finished"
    for step, names in service.asks.items():
        if step == "inspection":
            continue  # the bay's own record answers there
        asked = [service_field for name in names if (service_field := catalogue.load().vocabulary.fields[name])]
        for name, answer in forms.validate(asked, dict(service.example)).items():
            assert said[name] == answer, name


@pytest.mark.parametrize("code", sorted(catalogue.load(VELO).services))
def test_an_invented_service_is_walked_to_its_end_by_the_very_same_stations(code: str, settings: Any) -> None:
    from onelane.office.cases import actions as cases
    from onelane.office.cases import queries
    from onelane.office.cases.models import Case
    from onelane.office.stations import actions as stations
    from onelane.registers.offices.actions import load_office

    settings.ONELANE = settings.ONELANE | {"CATALOGUE": str(VELO)}
    known = catalogue.load(VELO)
    load_office(known.office("velo"))
    service, words = known.service(code), known.vocabulary
    first = {name: service.example[name] for name in service.asks.get(OPENING, ())}
    case = cases.open_case(service=code, actor=Actor("door", "clerk", "velo"), answers=first)
    while opened := Case.objects.get(pk=case.pk).ready_steps:
        told = {name: service.example[name] for name in service.asks.get(opened[0], ())}
        who = Actor(f"hand-{opened[0]}", words.stations[opened[0]].role, "velo")
        stations.complete(case_id=case.pk, step=opened[0], actor=who, answers=told)

    assert Case.objects.get(pk=case.pk).state == "finished"
    assert queries.answers(case.pk).keys() == {name for names in service.asks.values() for name in names}


@pytest.mark.parametrize("code", sorted(MAY))
def test_a_service_of_the_online_office_walks_from_the_form_to_the_letter_box(code: str) -> None:
    from onelane.office.cases import queries as cases

    make.office()
    applicant = MAY[code]()
    changed = CHANGED[code](applicant) if code in CHANGED else {}

    walk = Walk(code, applicant).apply(**changed).to_the_end()

    assert walk.row.state == "finished"
    said = cases.answers(walk.id)
    service = catalogue.load().service(code)
    typed = [catalogue.load().vocabulary.fields[name] for names in service.asks.values() for name in names]
    example = {**service.example, **changed}
    for field in typed:
        if not field.fixed and field.code in example:
            assert said[field.code] == forms.validate([field], {**example, **said})[field.code], field.code


@pytest.mark.parametrize("code", sorted(MAY_NOT))
def test_somebody_who_may_not_is_told_why_when_he_submits(code: str) -> None:
    make.office()
    applicant, rule = MAY_NOT[code]
    walk = Walk(code, applicant())

    with pytest.raises(Refused, match=r"applications\.rules_say_no") as told:
        walk.apply()

    from onelane.office.cases.rules import RULES

    assert RULES[rule][-1].refusal in [str(getattr(one, "code", one)) for one in told.value.codes]  # type: ignore[attr-defined]
    assert walk.row.state == "draft"


def test_every_service_that_can_be_had_online_is_walked() -> None:
    online = {code for code, one in catalogue.load().services.items() if "online" in one.offered and not one.page}
    assert online == MAY.keys()


def test_every_service_of_the_lane_has_somebody_to_walk_it() -> None:
    lane = {code for code, one in catalogue.load().services.items() if "lane" in one.offered}
    assert lane == WALKED_BY_DESKS.keys()


def test_every_outcome_of_the_catalogue_is_known_to_code_and_the_reverse() -> None:
    from onelane.office.stations.outcomes import ELSEWHERE, OUTCOMES

    named = {one.outcome for one in catalogue.load().services.values()} - {""}
    assert named == OUTCOMES.keys() | ELSEWHERE


def test_a_service_without_an_outcome_waits_for_its_part() -> None:
    assert [one.code for one in catalogue.load().services.values() if not (one.outcome or one.awaits or one.page)] == []
