"""A driver who replaces a lost licence, and photos that passed without being measured again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from PIL import Image
from tests import known, make

from onelane.kernel.actor import Actor
from onelane.office.photos.checking import Checked
from onelane.office.photos.rules import Measures, Verdict

RIGHT = (Verdict("faces", 1, 1, 1, ""), Verdict("tilt", 0.5, -3, 3, "°"))
WRONG = (Verdict("faces", 1, 1, 1, ""), Verdict("tilt", 9.0, -3, 3, "°"))


def checked(colour: str = "white", verdicts: tuple[Verdict, ...] = RIGHT) -> Checked:
    """Return a check of a photo of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (260, 378), colour).save(file, "JPEG")
    return Checked(Measures(260, 378, 1), verdicts, file.getvalue())


@dataclass(frozen=True)
class Clean:
    """A picture as the door lets it in."""

    bytes: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.bytes).hexdigest()


@dataclass
class Driver:
    """A driver with a draft of his own."""

    person: Any
    actor: Actor
    case_id: int = 0

    def begin(self, service: str = "driving-licence-lost") -> Driver:
        from onelane.office.stations import applying
        from onelane.registers.drivers import queries as drivers

        case = applying.begin(
            service=service, applicant=self.person.pk, subject=drivers.licence_of(self.person.pk),
            channel="portal", actor=self.actor,
        )  # fmt: skip
        self.case_id = case.case_id
        return self

    @property
    def photo(self) -> Any:
        from onelane.office.cases.models import Document

        return Document.objects.get(case_id=self.case_id, kind="id-photo", withdrawn_at=None)


@pytest.fixture
def at_work(db: Any, clock: Any) -> None:
    make.office()


@pytest.fixture
def driver(at_work: None) -> Callable[[int], Driver]:
    def made(number: int = 1) -> Driver:
        from home_office import account

        holder = known.person(born=date(1990, 3, number), name="试一", mobile=f"1380000000{number}")
        person = known.licence(holder=holder).person
        citizen = account(person, f"driver-{number}", f"1380000000{number}")
        return Driver(person, Actor(str(citizen.pk), "citizen", make.OFFICE))

    return made
