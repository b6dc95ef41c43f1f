"""People find a service in their own words: Chinese, English, pinyin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane import catalogue
from onelane.catalogue.search import search

SERVICES = list(catalogue.load().services.values())


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("丢了驾照", "driving-licence-lost"),
        ("驾照丢了怎么办", "driving-licence-lost"),
        ("我的驾驶证丢了", "driving-licence-lost"),
        ("lost my licence", "driving-licence-lost"),
        ("I lost my driver's license", "driving-licence-lost"),
        ("diujiazhao", "driving-licence-lost"),
        ("驾照快到期了", "driving-licence-renewal"),
        ("换驾照", "driving-licence-renewal"),
        ("huanjiazhao", "driving-licence-renewal"),
        ("hjz", "driving-licence-renewal"),
        ("renew my licence", "driving-licence-renewal"),
        ("免检", "inspection-exempt-mark"),
        ("年审", "inspection-exempt-mark"),
        ("行驶证丢了", "vehicle-licence-replacement"),
        ("车牌丢了", "plate-replacement"),
        ("换手机号", "vehicle-contact-change"),
        ("选号", "plate-preselection-new"),
        ("约考", "exam-booking"),
        ("举报驾校", "exam-report"),
        ("change my phone number", "vehicle-contact-change"),
        ("绿牌", "plate-preselection-new-energy"),
        ("挂靠", "vehicle-affiliation"),
        ("科目二缴费", "exam-fee"),
        ("处理别人的违章", "vehicle-binding"),
        ("六十三岁", "driving-licence-age-change"),
        ("学车证", "learner-permit"),
        ("新车上牌", "first-registration"),
    ],
)
def test_everyday_words_find_the_service_that_people_mean(wanted: str, first: str) -> None:
    found = [one.code for one in search(SERVICES, wanted)]
    assert found[:1] == [first], found[:4]


@pytest.mark.parametrize("code", [one.code for one in SERVICES])
def test_every_service_is_found_by_its_own_title_in_both_languages(code: str) -> None:
    service = catalogue.load().service(code)
    for title in (service.title.zh, service.title.en):
        assert code in [one.code for one in search(SERVICES, title)][:2], title


@pytest.mark.parametrize("code", [one.code for one in SERVICES])
def test_every_service_is_found_by_each_of_its_everyday_words(code: str) -> None:
    service = catalogue.load().service(code)
    assert service.said
    for word in service.said:
        assert code in [one.code for one in search(SERVICES, word)], word


@pytest.mark.parametrize("wanted", ["", "  ", "pizza", "xyzzy", "🐎", "的了吗", "水电煤"])
def test_what_nobody_could_tell_finds_nothing(wanted: str) -> None:
    assert search(SERVICES, wanted) == []


@given(st.text(max_size=80))
def test_no_words_make_the_search_fail(wanted: str) -> None:
    assert {one.code for one in search(SERVICES, wanted)} <= {one.code for one in SERVICES}
