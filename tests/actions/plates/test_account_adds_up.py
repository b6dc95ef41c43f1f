"""Whatever happens, in whatever order: free, held, issued, withheld and retired numbers are all that there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, File, Plan
from onelane.office.plates import actions as plates
from onelane.office.plates import queries, tasks
from onelane.office.plates.models import Draw, Hand, Holding, KeepingBack, Preselection
from onelane.registers.offices.models import Office
from onelane.registers.offices.queries import forget

MAKER = Actor("li", "manager", "qingdao")
CHECKER = Actor("wang", "manager", "qingdao")
MACHINE = Actor("machine-1", "machine", "qingdao")
CASES, ALL = 6, 120
some_case = st.integers(0, CASES - 1)
some_number = st.integers(0, ALL - 1).map(lambda number: f"鲁B1A{number:03}")


class PoolOfNumbers(RuleBasedStateMachine):
    """Six cases, two of each owner, and a hundred and twenty numbers."""

    set_clock: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.cases: list[Case] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)
        forget()

    @initialize()
    def open_the_office(self) -> None:
        forget()
        Office.objects.create(
            code="qingdao", name_zh="青岛", name_en="Qingdao", area_code="3702", prefixes=["鲁B"],
            settings={"plate.random.draws": 3, "plate.segment.random_only_days": 0},
        )  # fmt: skip
        made = plates.propose_segment(
            office="qingdao", category="02", prefix="鲁B", pattern="NLNNN", first="1A000", last="1A119", actor=MAKER
        )
        plates.release_segment(segment_id=made.pk, actor=CHECKER)
        plan = Plan.objects.create(digest="0" * 64, service="bicycle", snapshot={})
        for number in range(CASES):
            at = clock.now()
            case = Case.objects.create(
                office_id="qingdao", number=str(number), plan=plan, state="open", marking=[], rank_at=at, opened_at=at
            )
            told = {"plate_category": "02", "fuel_type": "A", "owner_id_no": f"{number // 2}", "vin": f"V{number // 2}"}
            File.objects.create(case=case, answers=told)
            self.cases.append(case)

    def attempt(self, deed: Any, /, **told: Any) -> None:
        try:
            with transaction.atomic():
                deed(**told)
        except Refused:
            pass

    @rule(which=some_case)
    def draw(self, which: int) -> None:
        self.attempt(plates.draw, case=self.cases[which], actor=MACHINE)

    @rule(which=some_case, place=st.integers(0, 49), hold=st.booleans())
    def take_or_preselect(self, which: int, place: int, hold: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        offer = queries.candidates(self.cases[which].pk)
        if offer:
            plate = offer.plates[place % len(offer.plates)]
            deed = plates.preselect if hold else plates.take
            self.attempt(deed, case_id=self.cases[which].pk, plate=plate, actor=MACHINE)

    @rule(which=some_case, wishes=st.lists(some_number, max_size=3))
    def compose(self, which: int, wishes: list[str]) -> None:
        self.attempt(plates.compose, case_id=self.cases[which].pk, wishes=wishes, actor=MACHINE)

    @rule(which=some_case)
    def give_back(self, which: int) -> None:
        self.attempt(plates.give_back, case_id=self.cases[which].pk, actor=MACHINE)

    @rule(which=some_case)
    def issue(self, which: int) -> None:
        self.attempt(plates.issue, case_id=self.cases[which].pk, actor=MACHINE)

    @rule(deed=st.sampled_from(["withhold", "retire", "restore"]), numbers=st.lists(some_number, max_size=3))
    def propose(self, deed: str, numbers: list[str]) -> None:
        self.attempt(plates.propose_notice, deed=deed, category="02", plates=numbers, why="so", actor=MAKER)

    @rule(who=st.sampled_from([MAKER, CHECKER]))
    def confirm(self, who: Actor) -> None:
        last = KeepingBack.objects.order_by("-pk").first()
        self.attempt(plates.confirm_notice, notice_id=last.pk if last else 0, actor=who)

    @rule(seconds=st.sampled_from([1, 180, 3600, 86400, 5 * 86400]))
    def wait(self, seconds: int) -> None:
        self.set_clock.forward(seconds=seconds)

    @rule()
    def work(self) -> None:
        tasks.return_overdue()
        tasks.publish_accounts()

    @invariant()
    def the_account_adds_up(self) -> None:
        if self.cases:
            account = queries.account("qingdao", "02")
            assert (account.every, account.adds_up) == (ALL, True)

    @invariant()
    def nobody_has_two_and_each_number_that_is_gone_can_be_cited(self) -> None:
        issued = list(Holding.objects.filter(state="issued").values_list("case", flat=True))
        chosen = list(Hand.objects.exclude(chosen="").values_list("case", flat=True))
        assert len(issued + chosen) == len(set(issued + chosen))
        assert not Holding.objects.filter(claim="").exists()

    @invariant()
    def every_live_hold_has_its_number(self) -> None:
        for hold in Preselection.objects.filter(state="live", until__gt=clock.now()):
            assert Hand.objects.filter(chosen=hold.plate, case=hold.case_id).exists()
            assert Holding.objects.filter(plate=hold.plate, case=hold.case_id, state="held").exists()

    @invariant()
    def every_receipt_verifies(self) -> None:
        for drawn in Draw.objects.order_by("-pk")[:1]:
            queries.verified(queries.receipt_of(drawn.case_id, drawn.turn))


@pytest.mark.django_db
def test_the_account_adds_up_whatever_happens(clock: Any) -> None:
    PoolOfNumbers.set_clock = clock
    start = clock.at

    class FromMonday(PoolOfNumbers):
        def __init__(self) -> None:
            self.set_clock.at = start + timedelta(0)
            super().__init__()

    run_state_machine_as_test(
        FromMonday,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
