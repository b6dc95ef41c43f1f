"""The photo machine: says what to mend, gives shots back sealed, keeps the chosen one and prints its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import make

import faces
from onelane.channels.shared.access import DEVICE_COOKIE, Grant
from onelane.gateways.faces import studio
from onelane.office.photos.models import Photo


@pytest.fixture(scope="module", autouse=True)
def _one_process_for_all() -> Iterator[None]:
    yield
    studio.stop()


def machine_of(kind: str, name: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.cookies[DEVICE_COOKIE] = Grant("qingdao", kind, name).sealed()
    return client


@pytest.fixture
def machine(db: Any, clock: Any) -> Client:
    make.office()
    return machine_of("photo_machine", "C1")


def send(machine: Client, what: str, picture: Image.Image) -> Any:
    frame = SimpleUploadedFile("frame.jpg", faces.jpeg(picture), "image/jpeg")
    return machine.post(f"/kiosk/photo/{what}/", {"frame": frame})


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def shot(machine: Client) -> dict[str, str]:
    page = send(machine, "shoot", faces.before_a_wall(faces.good())).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("picture", "seal")}  # type: ignore[index]


def test_only_a_photo_machine_and_the_guide_open_it(machine: Client) -> None:
    assert machine.get("/kiosk/photo/").status_code == 200
    assert machine_of("number_machine", "K1").get("/kiosk/photo/").status_code == 403


@pytest.mark.parametrize(
    ("worse", "told"),
    [
        (lambda photo: faces.before_a_wall(photo, head=0.2), "Come closer"),
        (faces.with_another, "Only you may be"),
        (lambda photo: faces.before_a_wall(faces.tilted(photo)), "Hold your head upright"),
        (lambda photo: faces.before_a_wall(faces.dark(photo)), "more light"),
    ],
)
def test_it_says_what_to_do_next(machine: Client, worse: faces.Worse, told: str) -> None:
    assert told in words(send(machine, "look", worse(faces.good())))


def test_it_says_so_in_chinese(machine: Client) -> None:
    answer = send(machine_of("photo_machine", "C1", "zh-hans"), "look", faces.before_a_wall(faces.good(), head=0.2))
    assert "请靠近一些" in words(answer)


def test_looking_and_shooting_keep_nothing(machine: Client) -> None:
    assert "Just right" in words(send(machine, "look", faces.before_a_wall(faces.good())))
    assert shot(machine)["picture"]
    assert not Photo.objects.exists()


def test_the_chosen_shot_is_kept_and_its_code_is_on_the_slip(machine: Client) -> None:
    answer = machine.post("/kiosk/photo/keep/", shot(machine), follow=True)

    kept = Photo.objects.get()
    assert (kept.source, kept.machine, kept.person_id) == ("machine", "C1", None)
    assert len(code_on(answer)) == 8
    assert "2027" in words(answer)


def test_the_slip_is_printed_again_until_somebody_has_it(machine: Client) -> None:
    machine.post("/kiosk/photo/keep/", shot(machine))
    first, second = (code_on(machine.get("/kiosk/photo/slip/")) for _ in range(2))
    assert first == second

    machine.post("/kiosk/photo/end/")

    assert machine.get("/kiosk/photo/slip/")["Location"] == "/kiosk/photo/"


def test_a_shot_that_the_office_did_not_seal_is_not_kept(machine: Client) -> None:
    real = shot(machine)
    other = shot_of_nothing()
    for told in ({}, real | {"picture": other}, real | {"seal": real["seal"][:-2] + "xx"}, real | {"picture": "%%%"}):
        assert machine.post("/kiosk/photo/keep/", told).status_code == 422
    assert not Photo.objects.exists()


def test_a_shot_with_a_fault_cannot_be_chosen(machine: Client) -> None:
    page = words(send(machine, "shoot", faces.before_a_wall(faces.tilted(faces.good()))))
    assert "Take this one" not in page
    assert "Hold your head upright" in page


def test_what_is_no_picture_is_refused(machine: Client) -> None:
    answer = machine.post("/kiosk/photo/look/", {"frame": SimpleUploadedFile("frame.jpg", b"nothing")})
    assert answer.status_code == 422
    assert machine.post("/kiosk/photo/shoot/").status_code == 422


def code_on(answer: Any) -> str:
    """Return the code on a slip."""
    printed = re.search(r'<p class="slip-code">(.*?)</p>', answer.content.decode(), re.DOTALL)
    assert printed
    return "".join(re.sub(r"<[^>]+>", "", printed[1]).split())


def shot_of_nothing() -> str:
    import base64

    return base64.b64encode(faces.jpeg(Image.new("RGB", (260, 378)))).decode()
