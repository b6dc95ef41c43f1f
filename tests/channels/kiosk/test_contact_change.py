"""The contact change at a kiosk: the service of the article's one minute."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import known, make

from at_kiosk import Stand

pytestmark = pytest.mark.django_db
SERVICE = "driver-contact-change"


@pytest.fixture
def stand(clock: Any, settings: Any, tmp_path: Path) -> Stand:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ONELANE = {**settings.ONELANE, "PRACTICE": str(tmp_path), "DEMO": True}
    make.office()
    return Stand()


def test_a_new_number_is_proved_by_a_code_and_holds_at_once(stand: Stand) -> None:
    licence = known.licence()

    assert stand.sign_in(SERVICE, licence.person) == "/kiosk/ask/new_mobile/"
    assert stand("ask/new_mobile/", new_mobile="13900000012") == "/kiosk/code/"
    assert stand("code/", code=stand.code()) == "/kiosk/check/"
    assert stand("send/") == "/kiosk/after/"

    licence.person.refresh_from_db()
    assert licence.person.mobile == "13900000012"
    assert "It holds from this moment" in stand.page


def test_the_number_of_ones_own_account_needs_no_code_and_four_touches(stand: Stand) -> None:
    from home_office import account

    licence = known.licence()
    account(licence.person, "driver", "13900000099")
    stand.sign_in(SERVICE, licence.person)

    assert stand("ask/new_mobile/", new_mobile="13900000099") == "/kiosk/check/"
    assert stand("send/") == "/kiosk/after/"

    licence.person.refresh_from_db()
    assert licence.person.mobile == "13900000099"


def test_a_number_that_is_not_proved_changes_nothing(stand: Stand) -> None:
    licence = known.licence()
    stand.sign_in(SERVICE, licence.person)
    stand("ask/new_mobile/", new_mobile="13900000012")

    assert stand("code/", code="000000") == "/kiosk/code/"
    stand("send/")
    assert stand.status == 422

    licence.person.refresh_from_db()
    assert licence.person.mobile == "13800000000"


def test_the_receipt_counts_when_it_has_come_out_and_can_be_printed_again(stand: Stand) -> None:
    from onelane.gateways.devices.practice import behave
    from onelane.office.kiosks.models import Slip

    licence = known.licence()
    stand.sign_in(SERVICE, licence.person)
    stand("ask/new_mobile/", new_mobile="13800000000")
    stand("send/")
    behave(stand.printer, paper="out")

    stand("print/")
    assert "there is no paper" in stand.page
    assert (Slip.objects.get().copies, stand.paper) == (0, [])

    behave(stand.printer, paper="ok")
    stand("print/")
    assert "Your receipt has come out" in stand.page
    assert (Slip.objects.get().copies, len(stand.paper)) == (1, 1)


def test_the_end_wipes_who_stood_there(stand: Stand) -> None:
    stand.sign_in(SERVICE, known.licence().person)

    assert stand("end/", how="time") == "/kiosk/"
    assert stand("check/") == "/kiosk/"
    assert dict(stand.client.session) == {}


def test_whoever_has_no_licence_is_told_so(stand: Stand) -> None:
    stand.sign_in(SERVICE, known.person())
    assert "No driving licence is registered in your name" in stand.page
