"""A lane with certified inspectors, and cars that stand in its bays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from onelane.kernel.actor import Actor

VIN = "LSVAU2184TN000001"
PHOTOS = ("0111", "0112", "0113")


@pytest.fixture
def office(db: None) -> Iterator[str]:
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office
    from onelane.registers.offices.queries import forget

    load_office(catalogue.current().office("qingdao"))
    yield "qingdao"
    forget()


@pytest.fixture
def bay(office: str) -> str:
    from onelane.registers.offices.models import Counter

    return str(Counter.objects.filter(office=office, kind="bay").order_by("code").values_list("code", flat=True)[0])


@pytest.fixture
def new_inspector(office: str, bay: str) -> Callable[..., Actor]:
    from onelane.registers.people.models import Account, Post

    def make(name: str, certificate: str = "CY-3702-0017", role: str = "inspector") -> Actor:
        account = Account.objects.create(username=name, name=name)
        Post.objects.create(account=account, office_id=office, role=role, certificate_no=certificate)
        return Actor(str(account.pk), role, office, bay)  # type: ignore[arg-type]

    return make


@pytest.fixture
def inspector(new_inspector: Callable[..., Actor]) -> Actor:
    return new_inspector("inspector-1")


@pytest.fixture
def new_case(office: str) -> Callable[..., Any]:
    from onelane.office.cases import actions as cases

    def make(**answers: object) -> Any:
        guide = Actor("7", "guide", office)
        told = {"vin": VIN, "use_nature": "A", "manufacture_date": "2026-09-01"} | answers
        return cases.open_case(service="first-registration", actor=guide, answers=told, present=True)

    return make


@pytest.fixture
def started(new_case: Callable[..., Any], inspector: Actor) -> Any:
    from onelane.office.inspection import actions as inspection

    return inspection.start(case_id=new_case().pk, actor=inspector, video_ref="cam2-20261123-0900")


@pytest.fixture
def photograph(inspector: Actor) -> Callable[..., Any]:
    """Put a photo on a record, as it comes from the door: checked and written anew."""
    from onelane.channels.shared.uploads import CleanImage
    from onelane.office.inspection import actions as inspection

    def attach(record: Any, content: bytes, *, kind: str = "", item: int | None = None) -> Any:
        image = CleanImage(content, 40, 30, hashlib.sha256(content).hexdigest())
        return inspection.attach_photo(record_id=record.pk, kind=kind, item=item, image=image, actor=inspector)

    return attach


@pytest.fixture
def pass_all(inspector: Actor, photograph: Callable[..., Any]) -> Callable[..., None]:
    """Mark all nine items with √ and take the photos, save those that are said."""
    from onelane.office.inspection import actions as inspection

    values = {1: VIN, 4: "A", 5: "5", 6: "K33"}

    def fill(record: Any, *, without: tuple[int, ...] = (), unphotographed: tuple[str, ...] = ()) -> None:
        for no in (no for no in range(1, 10) if no not in without):
            inspection.write_item(record_id=record.pk, no=no, result="pass", value=values.get(no, ""), actor=inspector)
        for kind in (kind for kind in PHOTOS if kind not in unphotographed):
            photograph(record, kind.encode(), kind=kind)

    return fill
