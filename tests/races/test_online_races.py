"""One application under two presses, and in the sight of two reviewers; each race is real without its lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from tests import make
from tests.applying_online import MAY, Walk
from tests.races.together import at_once, errors

from home_office import DELIVERY
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications import queries
from onelane.office.cases.applications.models import Application
from onelane.office.cases.models import Case, Work
from onelane.office.stations import applying, judging
from onelane.records.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
REVIEWERS = [make.actor("reviewer", name=f"reviewer-{place}") for place in range(2)]


@pytest.fixture
def draft(office: str, clock: Any) -> Walk:
    """A filled-in draft of an exempt mark."""
    owner, car = MAY["inspection-exempt-mark"]()
    walk = Walk("inspection-exempt-mark", (owner, car))
    walk.id = applying.begin(
        service=walk.code, applicant=owner.pk, subject=car, channel="portal", actor=walk.citizen
    ).pk
    applying.save(case_id=walk.id, answers=DELIVERY, actor=walk.citizen)
    return walk


def press(walk: Walk) -> Callable[[], object]:
    return lambda: applying.submit(case_id=walk.id, actor=walk.citizen, request_key="one-press").number


def submitted() -> int:
    return Entry.objects.filter(deed="case.submitted").count()


def test_sent_eight_times_at_once_with_one_key_it_is_sent_once_and_each_press_has_the_same_answer(draft: Walk) -> None:
    before = draft.row.version
    gave = at_once([press(draft)] * 8)

    assert gave == [draft.row.number] * 8
    assert (submitted(), draft.row.version) == (1, before + 1)


def test_without_the_lock_two_presses_send_it_twice(draft: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_read = threading.Barrier(2)

    def read(case_id: int, actor: Any) -> Application:
        found = Application.objects.select_related("case").get(pk=case_id)
        both_have_read.wait(timeout=20)
        return found

    monkeypatch.setattr(applications, "locked", read)
    at_once([press(draft)] * 2)

    assert submitted() == 2


@pytest.fixture
def waiting(draft: Walk) -> Walk:
    applying.submit(case_id=draft.id, actor=draft.citizen)
    return draft


def next_of(place: int) -> Callable[[], object]:
    return lambda: judging.take_next(actor=REVIEWERS[place])


@pytest.mark.usefixtures("waiting")
def test_two_reviewers_who_press_at_once_do_not_get_the_same_application() -> None:
    gave = at_once([next_of(0), next_of(1)])

    assert errors(gave) == []
    assert sorted(one is None for one in gave) == [False, True]
    assert Work.objects.filter(step="file-review", ended_at=None).count() == 1


@pytest.fixture
def _not_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_read = threading.Barrier(2)

    class Seen:
        """What both see before either has taken it."""

        def first(self) -> Application | None:
            found = Application.objects.filter(desk="file-review").order_by("due_at").first()
            both_have_read.wait(timeout=20)
            return found

    monkeypatch.setattr(queries, "next_at", lambda *_told: Seen())


@pytest.mark.usefixtures("waiting", "_not_locked")
def test_without_the_lock_the_second_reviewer_runs_into_the_first() -> None:
    gave = at_once([next_of(0), next_of(1)])

    assert [one.code for one in gave if isinstance(one, Refused)] == ["cases.in_other_hands"]
    assert Case.objects.get().taken == ["file-review"]


def test_a_press_of_two_reviewers_on_one_row_is_one_taking(waiting: Walk) -> None:
    gave = at_once([lambda who=who: judging.take(case_id=waiting.id, actor=who) for who in REVIEWERS])

    assert [one.code for one in errors(gave) if isinstance(one, Refused)] == ["cases.in_other_hands"]
    assert Work.objects.filter(step="file-review", ended_at=None).count() == 1
