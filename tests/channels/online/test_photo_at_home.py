"""An ID photo that is sent from home, without JavaScript: words that tell what to mend, in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from tests import known, make

import faces
from home_office import PASSWORD, account
from onelane.gateways.faces import studio
from onelane.office.photos import actions as photos
from onelane.office.photos.checking import Checked
from onelane.office.photos.rules import Measures, Verdict

SERVICE = "driving-licence-lost"


@pytest.fixture(scope="module", autouse=True)
def _one_process_for_all() -> Iterator[None]:
    yield
    studio.stop()


class AtHome:
    """A driver who replaces a lost licence, at the page of the papers."""

    def __init__(self, language: str = "en") -> None:
        make.office()
        self.person = known.licence(holder=known.person(name="试一", mobile="13800000001")).person
        self.account = account(self.person, "home", "13800000001")
        self.client = Client(headers={"accept-language": language})
        self.client.post("/account/sign-in/", {"login": "home", "password": PASSWORD})
        page = self.client.get(f"/apply/{SERVICE}/").content.decode()
        key = re.search(r'name="key" value="([^"]+)"', page)
        assert key
        begun = self.client.post(f"/apply/{SERVICE}/", {"about": "0", "key": key[1]}, follow=True)
        self.papers = f"/applications/{begun.redirect_chain[0][0].split('/')[2]}/papers/"

    def send(self, picture: Image.Image) -> str:
        file = io.BytesIO(faces.jpeg(picture))
        file.name = "photo.jpg"
        return text(self.client.post(self.papers, {"paper": "id-photo", "file": file}, follow=True))

    def keep(self) -> photos.Kept:
        """Keep a photo at the machine, for whoever has its code."""
        return photos.keep(checked=PASSES, source="machine", actor=make.actor("machine", "C1"))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


PASSES = Checked(Measures(260, 378, 1), (Verdict("faces", 1, 1, 1, ""),), faces.jpeg(Image.new("RGB", (260, 378))))


@pytest.fixture
def home(db: Any, clock: Any) -> AtHome:
    return AtHome()


def test_a_photo_that_passes_is_told_so(home: AtHome) -> None:
    assert "This photo passes." in home.send(faces.good())


def test_a_fault_is_told_with_what_to_mend_and_every_measure(home: AtHome) -> None:
    page = home.send(faces.tilted(faces.good()))
    assert "Hold your head upright." in page
    assert re.search(r">−[78](\.\d)?°<", page)
    assert "−3 – 3°" in page
    assert "then a person looks at it" in page


def test_the_words_are_there_in_chinese(db: Any, clock: Any) -> None:
    page = AtHome("zh-hans").send(faces.on_red(faces.good()))
    assert "背景有颜色，必须是白色。" in page
    assert "需要改进" in page


def test_a_new_photo_takes_the_place_of_the_one_before(home: AtHome) -> None:
    home.send(faces.tilted(faces.good()))
    page = home.send(faces.good())
    assert page.count("<img") == 1
    assert "Hold your head upright." not in page


def test_a_photo_of_the_last_six_months_is_offered_and_used(home: AtHome) -> None:
    photos.claim(code=home.keep().code, person_id=home.person.pk, actor=make.actor("system"))
    assert "Use my photo again" in text(home.client.get(home.papers))

    page = text(home.client.post(f"{home.papers}photo/", follow=True))

    assert "This photo passes." in page
    assert "Use my photo again" not in page


def test_the_code_of_a_slip_brings_its_photo(home: AtHome) -> None:
    page = text(home.client.post(f"{home.papers}photo/", {"code": home.keep().code.lower()}, follow=True))
    assert "This photo passes." in page


def test_a_wrong_code_is_told_at_the_photo_and_guesses_are_counted(home: AtHome) -> None:
    answers = [home.client.post(f"{home.papers}photo/", {"code": "ABCD2345"}) for _ in range(6)]
    assert [one.status_code for one in answers] == [422] * 6
    assert "No photo fits this pick-up code" in text(answers[0])
    assert "Too many wrong pick-up codes" in text(answers[-1])


def test_the_page_costs_no_more_queries_with_a_checked_photo(home: AtHome, django_assert_max_num_queries: Any) -> None:
    home.send(faces.tilted(faces.good()))
    with django_assert_max_num_queries(30):
        home.client.get(home.papers)


def test_a_citizen_sees_and_erases_his_own_photo(home: AtHome) -> None:
    photos.claim(code=home.keep().code, person_id=home.person.pk, actor=make.actor("system"))
    page = text(home.client.get("/my/photos/"))
    shown = re.search(r'src="(/my/photos/\d+\.jpg)"', page)
    assert shown
    assert home.client.get(shown[1]).content == PASSES.photo

    told = text(home.client.post(shown[1].replace(".jpg", "/erase/"), follow=True))

    assert "The photo is erased." in told
    assert "The office keeps no ID photo of you" in told
    assert home.client.get(shown[1]).status_code in {404, 422}


def test_nobody_sees_anothers_photo(home: AtHome) -> None:
    other = known.person(name="试二", born=date(1991, 3, 7), mobile="13800000002")
    kept = photos.keep(checked=PASSES, source="upload", actor=make.actor("system"), person_id=other.pk).photo
    assert home.client.get(f"/my/photos/{kept.pk}.jpg").status_code in {404, 422}
    assert home.client.post(f"/my/photos/{kept.pk}/erase/").status_code in {404, 422}
    assert kept.erased_at is None
