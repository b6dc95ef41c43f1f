"""A bay with an inspector signed in, and a car that waits in the lane."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import make
from onelane.kernel.actor import Actor

PASSWORD = "a long pass phrase"
VIN = "LSVAU2184TN000001"


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.ROOT_URLCONF = "channels.bay.doors"
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]


@pytest.fixture
def office(db: None) -> Iterator[str]:
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office
    from onelane.registers.offices.queries import forget

    load_office(catalogue.current().office("qingdao"))
    yield "qingdao"
    forget()


@pytest.fixture
def new_inspector(office: str) -> Callable[..., Any]:
    from onelane.registers.offices.models import Counter
    from onelane.registers.people.models import Account, Post

    def make(name: str, bay: str = "B1", role: str = "inspector") -> Any:
        account = Account(username=name, name="查验员")
        account.set_password(PASSWORD)
        account.save()
        place = Counter.objects.get(office=office, code=bay)
        Post.objects.create(account=account, office_id=office, role=role, counter=place, certificate_no="CY-3702-0017")
        return account

    return make


@pytest.fixture
def sign_in(new_inspector: Callable[..., Any]) -> Callable[..., Client]:
    def enter(name: str = "inspector", *, language: str = "en", **post: str) -> Client:
        new_inspector(name, **post)
        client = Client(headers={"accept-language": language})
        make.sign_in(client, name, PASSWORD)
        return client

    return enter


@pytest.fixture
def bay(sign_in: Callable[..., Client]) -> Client:
    """A tablet on which an inspector has signed in at bay B1."""
    return sign_in()


@pytest.fixture
def car(office: str) -> Any:
    """A ticket whose case knows its certificate."""
    from onelane.office.cases import actions as cases
    from onelane.office.lane import actions as lane

    guide = Actor("7", "guide", office)
    ticket = lane.take_ticket(service="first-registration", actor=guide, request_key="press-0001", medium="paper")
    lane.mark_issued(ticket_id=ticket.pk, actor=guide)
    cases.file_answers(case_id=ticket.case_id, answers={"vin": VIN, "use_nature": "A"}, actor=guide)
    return ticket


@pytest.fixture
def record(bay: Client, car: Any) -> Any:
    """A running inspection of the car at the bay."""
    from onelane.office.cases.models import Work
    from onelane.office.inspection.models import Record

    bay.post("/bay/next/")
    work = Work.objects.get(case_id=car.case_id, step="inspection")
    bay.post(f"/bay/calls/{work.pk}/start/", {"video_ref": "cam2-0900"})
    return Record.objects.get(case_id=car.case_id)


@pytest.fixture
def photo() -> Callable[..., SimpleUploadedFile]:
    def make(*, shade: int = 90, size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
        from PIL import Image

        out = io.BytesIO()
        Image.new("RGB", size, (shade, shade, shade)).save(out, "JPEG")
        return SimpleUploadedFile("car.jpg", out.getvalue(), "image/jpeg")

    return make


@pytest.fixture
def mark(bay: Client, record: Any) -> Callable[..., Any]:
    """Press one of the three buttons of a row, as htmx does."""

    def press(no: int, result: str = "pass", value: str = "", **more: str) -> Any:
        return bay.post(
            f"/bay/records/{record.pk}/items/{no}/",
            {"result": result, "value": value} | more,
            headers={"HX-Request": "true"},
        )

    return press


@pytest.fixture
def fill(bay: Client, record: Any, mark: Callable[..., Any], photo: Callable[..., Any]) -> Callable[..., None]:
    """Pass every item and take every photo that is needed."""

    def do() -> None:
        values = {1: VIN, 4: "A", 5: "5", 6: "K33"}
        for no in range(1, 10):
            mark(no, value=values.get(no, ""))
        for shade, kind in enumerate(("0111", "0112")):
            bay.post(f"/bay/records/{record.pk}/photos/", {"kind": kind, "photo": photo(shade=shade * 30)})
        bay.post(f"/bay/records/{record.pk}/photos/", {"kind": "0113", "item": "1", "photo": photo(shade=200)})

    return do
