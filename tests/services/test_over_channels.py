"""Every service that can be had online goes from the form to the delivered paper over the API and over the portal."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from tests import make
from tests.applying_online import CHANGED, MAY, MAY_NOT, Applicant

from onelane import catalogue
from onelane.channels.portal.apply.starting import OWN_PAGES
from services.over_channels import OverTheApi, OverThePortal

pytestmark = pytest.mark.django_db
CHANNELS = {"api": OverTheApi, "portal": OverThePortal}


@pytest.fixture(autouse=True)
def _office(clock: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    forget()
    make.office()
    importlib.import_module("onelane.office.delivery.tasks")
    yield
    forget()


def delivered(walk: Any) -> None:
    """Let the carrier bring the parcel, if there is one."""
    from onelane.kernel import clock
    from onelane.office.delivery import actions as delivery
    from onelane.office.delivery import queries as parcels
    from onelane.office.delivery.gateway import Notice

    parcel = parcels.parcel_of(walk.id)
    if parcel is not None:
        for event in ("accepted", "delivered"):
            delivery.follow(notice=Notice(f"{parcel.number}-{event}", parcel.number, event, clock.now()))
        assert parcels.parcel_of(walk.id).state == "delivered"  # type: ignore[union-attr]  # it was there


def changed(code: str, applicant: Applicant) -> dict[str, Any]:
    """Return what the example cannot know, because only the test's own rows have it."""
    return CHANGED[code](applicant) if code in CHANGED else {}


@pytest.mark.parametrize("code", sorted(MAY))
def test_a_service_goes_from_the_form_to_the_delivered_paper_over_the_api(code: str) -> None:
    applicant = MAY[code]()
    walk = OverTheApi(code, applicant).apply(**changed(code, applicant))
    walk.to_the_end()
    delivered(walk)

    told = walk.told()
    assert (told["state"], walk.row.application.channel) == ("finished", "api")
    if catalogue.load().service(code).issues:
        assert told["issued"] != []
    if told["parcel"] is not None:
        assert told["parcel"]["state"] == "delivered"


@pytest.mark.parametrize("code", sorted(MAY.keys() - OWN_PAGES.keys()))  # those have journeys of their own
def test_a_service_goes_from_the_form_to_the_delivered_paper_over_the_portal(code: str) -> None:
    applicant = MAY[code]()
    walk = OverThePortal(code, applicant).apply(**changed(code, applicant))
    walk.to_the_end()
    delivered(walk)

    assert (walk.row.state, walk.row.application.channel) == ("finished", "portal")
    assert walk.number in walk.told()


def test_a_sealed_paper_is_downloaded_over_the_api() -> None:
    from onelane.records import outbox

    importlib.import_module("onelane.office.certificates.tasks")
    walk = OverTheApi("learner-permit", MAY["learner-permit"]()).apply()
    walk.to_the_end()
    outbox.carry_out(50)
    papers = walk.api("get", "papers", status=200)["items"]
    file = walk.api("get", f"papers/{papers[0]['key']}/file")

    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")


def test_somebody_who_may_not_is_told_why_by_the_api_too() -> None:
    make_him, rule = MAY_NOT["driving-licence-renewal"]
    walk = OverTheApi("driving-licence-renewal", make_him())
    with pytest.raises(AssertionError, match=r"applications\.rules_say_no"):
        walk.apply()
    told = walk.api("post", f"applications/{walk.number}/submit", status=422)
    assert [one["code"] for one in told["errors"]] != []
    assert all(one["detail"] for one in told["errors"])
    assert rule == "renewal-window"
