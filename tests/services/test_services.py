"""What holds for every service of the catalogue, the shipped ones and the invented one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onelane import catalogue
from onelane.catalogue import OPENING, Catalogue
from onelane.catalogue.spec import Service
from onelane.office.cases import path as paths
from onelane.office.cases.path import Path as Way

ROOTS = (None, Path(__file__).parent / "catalogue")
ALL = [(known, service) for known in map(catalogue.load, ROOTS) for service in known.services.values()]
every_service = pytest.mark.parametrize(("known", "service"), ALL, ids=[service.code for _, service in ALL])


@every_service
def test_its_path_walks_to_its_end(known: Catalogue, service: Service) -> None:
    way = Way.from_json(known.snapshot(service.code, date(2026, 11, 22))["path"])
    marking = paths.start(way)
    for _ in service.steps:
        marking = paths.complete(way, marking, paths.open_steps(marking)[0])
    assert paths.ended(marking)


@every_service
def test_the_case_keeps_all_that_it_will_need(known: Catalogue, service: Service) -> None:
    kept = known.snapshot(service.code, date(2026, 11, 22))
    assert kept["asks"] == {step: list(names) for step, names in service.asks.items()}
    assert kept["papers"] == list(service.issues)
    assert kept["limit_working_days"] == service.limit_days


@every_service
def test_a_paper_is_made_at_a_step_of_the_path(known: Catalogue, service: Service) -> None:
    for name in service.issues:
        assert set(known.vocabulary.papers[name].made_at) & set(service.steps), name


@every_service
def test_no_question_is_asked_twice(known: Catalogue, service: Service) -> None:
    asked = [name for names in service.asks.values() for name in names]
    assert len(set(asked)) == len(asked)
    assert set(service.asks) <= {*service.steps, OPENING}
    assert set(asked) <= set(known.vocabulary.fields)


@every_service
def test_a_condition_or_a_document_is_asked_at_the_same_step_and_before(known: Catalogue, service: Service) -> None:
    for names in service.asks.values():
        for index, name in enumerate(names):
            field = known.vocabulary.fields[name]
            needed = {field.depends, field.when[0] if field.when else ""} - {""}
            assert needed <= set(names[:index])


def test_every_name_of_the_shipped_vocabulary_is_used() -> None:
    known = catalogue.load()
    used = {
        "fields": {
            name for one in known.services.values() for names in (*one.asks.values(), one.probe) for name in names
        },
        "materials": {name for one in known.services.values() for name in one.materials},
        "fees": {name for one in known.services.values() for name in one.fees},
        "papers": {name for one in known.services.values() for name in one.issues},
        "stations": {name for one in known.services.values() for name in one.steps},
    }
    for kind, names in used.items():
        assert set(getattr(known.vocabulary, kind)) == names, kind
