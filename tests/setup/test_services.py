"""`onelane services`: 32 services, each number of the article once, and the whole as linked data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF

from onelane import catalogue
from onelane.catalogue.cpsv import CPSV, CV, turtle
from onelane.command import __main__ as command

ARTICLE = [*(f"online {n}" for n in range(1, 29)), *(f"kiosk {n}" for n in range(1, 10)), "lane"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    command.main(["services", *words])
    return capsys.readouterr().out


def test_all_32_services_are_listed_and_each_number_of_the_article_once(capsys: pytest.CaptureFixture[str]) -> None:
    listed: list[dict[str, Any]] = json.loads(run(capsys, "--json"))

    assert len(listed) == 32
    assert sorted(name for one in listed for name in one["article"]) == sorted(ARTICLE)
    assert all(one["title"].keys() == {"zh", "en"} for one in listed)


def test_a_channel_of_the_article_is_offered_or_names_the_part_that_brings_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for one in json.loads(run(capsys, "--json")):
        lacking = {name.split()[0] for name in one["article"]} - set(one["offered"])
        assert bool(lacking) == ("awaits" in one), one["id"]
        if lacking:
            assert one["awaits"] in {"plates", "kiosks"}


def test_the_list_for_people_follows_the_article(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys).splitlines()
    assert lines[0].startswith("lane")
    assert lines[1].startswith("online 1 ")
    assert lines[-1] == "32 services"
    assert any("驾驶证" in line and "Renew a driving licence" in line for line in lines)


def test_another_catalogue_is_listed_too(capsys: pytest.CaptureFixture[str]) -> None:
    velo = Path(__file__).parent.parent / "services" / "catalogue"
    assert [one["id"] for one in json.loads(run(capsys, "--json", "--catalogue", str(velo)))] == ["bicycle-licence"]


def test_linked_data_says_of_every_service_what_it_needs_gives_and_costs(capsys: pytest.CaptureFixture[str]) -> None:
    graph = Graph().parse(data=run(capsys, "--cpsv", "--address", "https://office.example"), format="turtle")

    services = set(graph.subjects(RDF.type, CPSV.PublicService))
    assert len(services) == 32
    renewal = URIRef("https://office.example/services/driving-licence-renewal")
    assert (renewal, DCTERMS.title, Literal("期满换领驾驶证", lang="zh-Hans")) in graph
    assert (renewal, DCTERMS.title, Literal("Renew a driving licence", lang="en")) in graph
    costs = [str(graph.value(cost, CV.value)) for cost in graph.objects(renewal, CV.hasCost)]
    assert costs == ["10.00"]
    needed = (DCTERMS.identifier, DCTERMS.title, DCTERMS.description, CV.hasCompetentAuthority)
    assert [(one, what) for one in services for what in needed if not list(graph.objects(one, what))] == []


def test_linked_data_is_the_same_each_time() -> None:
    one, two = (Graph().parse(data=turtle(catalogue.load(), "https://a.example"), format="turtle") for _ in range(2))
    assert len(one) == len(two)
