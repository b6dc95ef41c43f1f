"""The pages of the catalogue: anybody finds a service, reads what it takes, and asks whether he may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rdflib import Graph
from rdflib.namespace import RDF
from tests import make

from onelane import catalogue
from onelane.catalogue.cpsv import CPSV
from onelane.catalogue.law import cited

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")


@pytest.fixture(autouse=True)
def _office(clock: Any) -> None:
    make.office()


def page(client: Any, path: str, language: str = "en", status: int = 200) -> str:
    client.cookies["language"] = language
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_has_a_page_that_says_what_it_is_who_may_and_what_it_costs(client: Any, language: str) -> None:
    for code, service in catalogue.load().services.items():
        text = page(client, f"/services/{code}/", language)
        for words in (service.title, service.summary, service.for_whom, service.result):
            assert words is not None
            said = words.zh if language == "zh-hans" else words.en
            assert said.replace("'", "&#x27;") in text, (code, said)
        for name in service.fees:
            fee = catalogue.load().vocabulary.fees[name]
            assert f"¥{fee.amounts[-1].fen / 100:.2f}" in text, (code, name)


def test_the_home_page_leads_with_search_and_the_six_most_used(client: Any) -> None:
    text = page(client, "/", "zh-hans")
    assert 'role="search"' in text
    tiles = re.findall(r'href="/services/([a-z-]+)/"', text)
    assert tiles == [
        "driving-licence-renewal", "inspection-exempt-mark", "driving-licence-lost", "vehicle-licence-replacement",
        "exam-booking", "vehicle-contact-change",
    ]  # fmt: skip


def test_words_lead_to_the_service(client: Any) -> None:
    found = re.findall(r'href="/services/([a-z-]+)/"', page(client, "/services/?q=丢了驾照", "zh-hans"))
    assert found[0] == "driving-licence-lost"


def test_nothing_found_offers_the_most_used(client: Any) -> None:
    text = page(client, "/services/?q=pizza")
    assert "Nothing found for “pizza”" in text
    assert len(re.findall(r'href="/services/[a-z-]+/"', text)) == 6


def test_all_services_stand_under_their_subjects(client: Any) -> None:
    found = re.findall(r'href="/services/([a-z-]+)/"', page(client, "/services/"))
    assert sorted(found) == sorted(catalogue.load().services)


def test_what_was_typed_is_shown_as_text_and_cut(client: Any) -> None:
    text = page(client, "/services/?q=" + "<script>x" * 50)
    assert "<script>x" not in text


def test_a_service_of_the_kiosks_says_where_it_is_done(client: Any) -> None:
    text = page(client, "/services/driver-contact-change/")
    assert "At the self-service kiosks in the hall" in text
    assert "Start now" not in text


def test_an_unknown_service_is_not_found(client: Any) -> None:
    page(client, "/services/pizza/", status=404)
    page(client, "/services/pizza/may-i/", status=404)
    page(client, "/services/first-registration/may-i/", status=404)


RENEWAL = "/services/driving-licence-renewal/may-i/"


def answer(text: str) -> str:
    found = re.search(r'data-answer="([a-z-]+)"', text)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("", ""),
        ("licence_valid_to=2027-02-21", "so-far"),  # 90 days after 23 November
        ("licence_valid_to=2027-02-22", "no"),
        ("licence_valid_to=2025-12-23", "so-far"),  # 11 months ago
        ("licence_valid_to=2025-12-22", "no"),
        ("licence_valid_to=2026-12-20&told_class=A1&birth_date=1963-11-23", "no"),
        ("licence_valid_to=2026-12-20&told_class=A1&birth_date=1963-11-24", "so-far"),
    ],
)
def test_may_i_answers_from_a_few_facts_on_both_sides_of_each_date(client: Any, told: str, said: str) -> None:
    assert answer(page(client, f"{RENEWAL}?{told}")) == said


def test_may_i_says_why_not_and_what_to_do(client: Any) -> None:
    text = page(client, f"{RENEWAL}?licence_valid_to=2027-12-01", "zh-hans")
    assert "驾驶证 2027-12-01 到期，从 2027-09-02 起可以换证" in text
    assert "《机动车驾驶证申领和使用规定》（公安部令第162号）第63条" in text


def test_an_exempt_car_may_as_far_as_was_told(client: Any) -> None:
    told = (
        "told_kind=K33&told_use=A&told_seats=5&told_made=2024-09-01&registered_on=2024-12-10"
        "&inspection_valid_to=2026-12-31&told_injury=false&told_modified=false&told_insured_to=2027-01-01"
    )
    assert answer(page(client, f"/services/inspection-exempt-mark/may-i/?{told}")) == "so-far"


def test_a_mistake_is_told_at_its_field_and_nothing_is_answered(client: Any) -> None:
    text = page(client, f"{RENEWAL}?licence_valid_to=soon", status=422)
    assert 'id="licence_valid_to_why"' in text
    assert answer(text) == ""


def test_the_catalogue_is_linked_data_at_a_public_address(client: Any) -> None:
    text = client.get("/services.ttl")
    assert text["Content-Type"] == "text/turtle; charset=utf-8"
    graph = Graph().parse(data=text.content.decode(), format="turtle")
    assert len(set(graph.subjects(RDF.type, CPSV.PublicService))) == 32


@pytest.mark.parametrize("path", ["/services/", "/services/driving-licence-renewal/", RENEWAL])
def test_a_page_of_the_catalogue_asks_the_database_little(
    client: Any, path: str, django_assert_max_num_queries: Any
) -> None:
    page(client, path)
    with django_assert_max_num_queries(2):
        page(client, path)


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        (
            "R162 art.63",
            "《机动车驾驶证申领和使用规定》（公安部令第162号）第63条",
            "Order 162 on driving licences, art. 63",
        ),
        ("RTSR art.26", "《道路交通安全法实施条例》第26条", "Regulation on the Road Traffic Safety Law, art. 26"),
        ("GA 24 (B)", "公共安全行业标准 GA 24", "Standard GA 24"),
        ("民法典 art.1211", "民法典 art.1211", "民法典 art.1211"),
    ],
)
def test_a_law_is_cited_by_its_name(written: str, zh: str, en: str) -> None:
    words = cited(written)
    assert (words.zh, words.en) == (zh, en)
