"""Random walks through the database: what may be done now agrees with the pure path and with the Petri net."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules.petri import Net

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused

SOON = timedelta(minutes=1)
moves = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 255)), max_size=14)
walking = settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))


class Walk:
    """One case, walked in the database and in the net at once."""

    def __init__(self, office: str, service: str) -> None:
        from onelane.office.cases import actions as cases
        from onelane.office.cases.models import Case
        from onelane.office.cases.plans import path_of

        self.office, self.cases, self.rows = office, cases, Case.objects
        self.hands = [Actor(f"hand-{no}", "manager" if no else "clerk", office) for no in range(2)]
        self.key = cases.open_case(service=service, actor=self.hands[0]).pk
        self.path = path_of(self.row.plan_id)
        self.net = Net(self.path.to_json())
        self.done: list[str] = []
        self.suspended = False

    @property
    def row(self) -> Any:
        return self.rows.get(pk=self.key)

    def agree(self) -> None:
        """Demand one answer of the database, the path and the net; and live work for each step in hand."""
        from onelane.office.cases import path as paths
        from onelane.office.cases.models import Work

        row, places = self.row, self.net.replay(self.done)
        assert places is not None
        assert set(row.ready_steps) | set(row.taken) == self.net.enabled(places)
        assert not set(row.ready_steps) & set(row.taken)
        assert set(paths.open_steps(frozenset(row.marking))) == self.net.enabled(places)
        assert self.path.done(frozenset(row.marking)) == set(self.done)
        live = Work.objects.filter(case_id=self.key, ended_at=None).values_list("step", flat=True)
        assert sorted(live) == sorted(row.taken)
        assert (row.state == "finished") == self.net.ended(places)

    def move(self, deed: int, choice: int) -> None:
        """Do one deed chosen by two numbers, or see it refused with nothing changed."""
        before = self.row
        opened = sorted(before.ready_steps + before.taken)
        step = opened[choice % len(opened)] if opened else self.path.steps[choice % len(self.path.steps)]
        who = self.hands[choice // 128]
        try:
            with transaction.atomic():
                self.do(deed, step, who, choice)
        except Refused:
            after = self.row
            assert (after.marking, after.taken, after.state) == (before.marking, before.taken, before.state)
        self.agree()

    def do(self, deed: int, step: str, who: Actor, choice: int) -> None:
        told: dict[str, Any] = {"case_id": self.key, "actor": who}
        if deed in {0, 1, 2, 3}:
            self.cases.complete(step=step, **told)
            self.done.append(step)
        elif deed in {4, 5}:
            self.cases.take_up(step=step, **told)
        elif deed == 6:
            self.cases.release(step=step, outcome=("released", "no_show")[choice % 2], **told)
        elif deed in {7, 8}:
            self.send_back(step, choice, told)
        elif deed == 9 and self.done:
            last = self.done[choice % len(self.done)]
            self.cases.undo(step=last, within=SOON, **told)
            self.done.remove(last)
        elif deed == 10:
            (self.cases.suspend if choice % 2 else self.cases.investigate)(why="a doubt", **told)
        elif deed == 11:
            self.go_on(told)

    def send_back(self, step: str, choice: int, told: dict[str, Any]) -> None:
        behind = sorted(self.path.ancestors(step))
        to = [behind[choice % len(behind)]] if behind else []
        self.cases.send_back(step=step, to=to, reasons=["again"], **told)
        again = {*to}.union(*(self.net.follows[one] for one in to))
        self.done = [one for one in self.done if one not in again]

    def go_on(self, told: dict[str, Any]) -> None:
        if self.row.state == "suspended":
            self.cases.resume(**told)
        else:
            self.cases.clear(why="no doubt", **told)

    def stop(self) -> None:
        """Refuse what is left, and see that nothing can be done any more."""
        row = self.row
        opened = sorted(row.ready_steps + row.taken)
        if not opened:
            return
        with transaction.atomic():
            for work in self.works():
                self.cases.release(case_id=self.key, step=work.step, actor=self.hands[1])
            self.cases.refuse(case_id=self.key, step=opened[0], reasons=["no"], actor=self.hands[0])
        row = self.row
        assert (row.state, row.marking, row.taken, row.ready_steps) == ("refused", [], [], [])
        for step in self.path.steps:
            with pytest.raises(Refused, match=r"cases\.not_open"), transaction.atomic():
                self.cases.complete(case_id=self.key, step=step, actor=self.hands[0])

    def works(self) -> list[Any]:
        from onelane.office.cases.models import Work

        return list(Work.objects.filter(case_id=self.key, ended_at=None))


def walked(office: str, service: str, told: list[tuple[int, int]]) -> None:
    with transaction.atomic():
        walk = Walk(office, service)
        walk.agree()
        for deed, choice in told:
            walk.move(deed, choice)
        walk.stop()
        transaction.set_rollback(True)


def test_walks_of_the_invented_service_agree_with_the_net(velo: str) -> None:
    @walking
    @given(moves)
    def walk_as_told(told: list[tuple[int, int]]) -> None:
        walked(velo, "bicycle-licence", told)

    walk_as_told()


def test_walks_of_the_lane_agree_with_the_net(db: None, clock: Any) -> None:
    from tests import make

    office = make.office()

    @walking
    @given(moves)
    def walk_as_told(told: list[tuple[int, int]]) -> None:
        walked(office, make.SERVICE, told)

    walk_as_told()
