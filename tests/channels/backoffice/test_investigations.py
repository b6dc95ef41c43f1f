"""A case stopped on suspicion is seen by the manager and goes on with what the investigators found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

import make
from onelane.office.cases.models import Case
from onelane.office.inspection import actions as inspection
from onelane.office.lane import actions as lane

SignIn = Callable[..., Client]


@pytest.fixture
def stopped(office: str) -> Case:
    """A car that the inspector stopped."""
    visit = make.Visit()
    called = lane.call_next(step="inspection", actor=visit.inspector)
    assert called is not None
    record = inspection.start(case_id=called.case_id, actor=visit.inspector, video_ref="B1-1")
    inspection.suspect(record_id=record.pk, ground="forged", note="代号有打磨痕迹", actor=visit.inspector)
    return Case.objects.get(pk=called.case_id)


def test_the_manager_sees_why_it_was_stopped_and_lets_it_go_on(stopped: Case, sign_in: SignIn) -> None:
    manager = sign_in("manager")
    page = manager.get("/investigations/").content.decode()
    assert stopped.number in page
    assert "代号有打磨痕迹" in page

    manager.post(f"/investigations/{stopped.pk}/clear/", {"why": "厂家补打，证明已核"})

    assert Case.objects.get(pk=stopped.pk).state == "open"
    assert stopped.number not in manager.get("/investigations/").content.decode()


def test_nothing_goes_on_without_what_was_found(stopped: Case, sign_in: SignIn) -> None:
    assert sign_in("manager").post(f"/investigations/{stopped.pk}/clear/", {"why": " "}).status_code == 422
    assert Case.objects.get(pk=stopped.pk).state == "investigation"


def test_only_the_manager_clears(stopped: Case, sign_in: SignIn) -> None:
    assert sign_in("reviewer").post(f"/investigations/{stopped.pk}/clear/", {"why": "x"}).status_code == 403
