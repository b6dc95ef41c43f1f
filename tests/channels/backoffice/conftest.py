"""The office at work, people of every post signed in, and cars that have come to some step."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

import make

PASSWORD = "a long pass phrase"
PLACES = {"reviewer": "R1", "plate_maker": "M1", "certificate_printer": "Z1", "clerk": "W1"}


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.ROOT_URLCONF = "channels.backoffice.doors"
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture
def office(db: None, clock: Any) -> Iterator[str]:
    from onelane.registers.offices.queries import forget

    yield make.office()
    forget()


@pytest.fixture
def sign_in(office: str) -> Callable[..., Client]:
    """Sign somebody in at a post; a second one of the same post gets another name."""
    from onelane.registers.offices.models import Counter, Office
    from onelane.registers.people.models import Account, Post

    def enter(role: str, *, name: str = "", at: str = "", counter: str = "", language: str = "en") -> Client:
        place = at or office
        username = name or role
        account = Account(username=username, name="试工")
        account.set_password(PASSWORD)
        account.save()
        Office.objects.get_or_create(
            pk=place, defaults={"name_zh": place, "name_en": place, "area_code": "3799", "prefixes": ["鲁B"]}
        )
        sign = counter or ("" if at else PLACES.get(role, ""))
        seat = Counter.objects.filter(office_id=place, code=sign).first()
        Post.objects.create(account=account, office_id=place, role=role, counter=seat)
        client = Client(headers={"accept-language": language})
        make.sign_in(client, username, PASSWORD)
        if sign and not at:
            client.post("/counter/", {"place": f"{place}/{role}/{sign}"})
        return client

    return enter


@pytest.fixture
def car(office: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], make.Visit]:
    """Walk a car until a step is open; its pictures are real ones."""
    picture = jpeg()
    monkeypatch.setattr(make, "Image", lambda mark: _Picture(picture + mark))
    return lambda step: make.Visit().walk_to(step)


class _Picture(make.Image):
    """A JPEG with a mark behind it, so that each has a hash of its own."""


def jpeg() -> bytes:
    """Return a small picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 160)).save(out, "JPEG")
    return out.getvalue()
