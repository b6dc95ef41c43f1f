"""A photo that a citizen sends: checked at once, told what to mend, and never refused without a person."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

import faces
from actions.photos.conftest import Clean, Driver
from onelane.gateways.faces import studio
from onelane.kernel.refusal import Refused
from onelane.office.cases import store
from onelane.office.photos import queries
from onelane.office.stations import photographs

Drivers = Callable[[], Driver]


@pytest.fixture(scope="module", autouse=True)
def _one_process_for_all() -> Iterator[None]:
    yield
    studio.stop()


def sent(picture: Image.Image) -> Clean:
    return Clean(faces.jpeg(picture), *picture.size)


def test_a_good_picture_is_cut_kept_and_in_the_file(driver: Drivers) -> None:
    somebody = driver().begin()

    checked = photographs.hand_in(case_id=somebody.case_id, picture=sent(faces.good()), actor=somebody.actor)

    assert checked.passes
    kept = Image.open(io.BytesIO(store.get(somebody.photo.sha256)))
    assert (kept.size, somebody.photo.width, somebody.photo.height) == ((260, 378), 260, 378)
    assert len(queries.photos_of(somebody.person.pk)) == 1


def test_a_picture_with_a_fault_is_in_the_file_as_it_is_for_a_person_to_judge(driver: Drivers) -> None:
    somebody, wrong = driver().begin(), sent(faces.tilted(faces.good()))

    checked = photographs.hand_in(case_id=somebody.case_id, picture=wrong, actor=somebody.actor)

    assert not checked.passes
    assert store.get(somebody.photo.sha256) == wrong.bytes
    assert [one.code for one in queries.judgements([somebody.photo.pk])[somebody.photo.pk].faults] == ["tilt"]
    assert queries.photos_of(somebody.person.pk) == []


def test_a_new_picture_takes_the_place_of_the_one_before(driver: Drivers) -> None:
    somebody = driver().begin()
    for picture in (faces.on_red(faces.good()), faces.good()):
        photographs.hand_in(case_id=somebody.case_id, picture=sent(picture), actor=somebody.actor)
    assert queries.judgements([somebody.photo.pk])[somebody.photo.pk].passes


def test_without_an_answer_of_the_studio_nothing_changes(driver: Drivers, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = driver().begin()
    studio.stop()
    monkeypatch.setattr(studio, "COMMAND", ("false",))
    with pytest.raises(Refused) as refused:
        photographs.hand_in(case_id=somebody.case_id, picture=sent(faces.good()), actor=somebody.actor)
    assert refused.value.code == "photos.not_measured"
    assert photographs.standing(somebody.case_id, somebody.person.known_since.date()).found is None
