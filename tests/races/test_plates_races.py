"""Eight clients at once on one pool: no number in two hands; and the race is real where a lock is taken away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.races.together import at_once, errors, one_after_the_other

from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, File, Plan
from onelane.office.plates import actions as plates
from onelane.office.plates import queries, receipts
from onelane.office.plates.actions import hands, holding
from onelane.office.plates.models import Draw, Holding, Preselection
from onelane.records import journal, keys
from onelane.registers.offices.models import Office
from onelane.registers.offices.queries import forget

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 8
MAKER = Actor("li", "manager", "qingdao")
CHECKER = Actor("wang", "manager", "qingdao")
MACHINE = Actor("machine-1", "machine", "qingdao")


@pytest.fixture
def pool(transactional_db: None) -> Iterator[None]:
    """Exactly as many numbers as eight lists need."""
    forget()
    Office.objects.create(code="qingdao", name_zh="青岛", name_en="Qingdao", area_code="3702", prefixes=["鲁B"])
    segment = plates.propose_segment(
        office="qingdao", category="02", prefix="鲁B", pattern="NLNNN", first="1A000", last="1A399", actor=MAKER
    )
    plates.release_segment(segment_id=segment.pk, actor=CHECKER)
    yield
    forget()


def new_cases(count: int) -> list[Case]:
    plan, _ = Plan.objects.get_or_create(digest="p" * 64, service="bicycle", snapshot={})
    at, made = office_clock.now(), []
    for number in range(count):
        case = Case.objects.create(
            office_id="qingdao", number=str(number), plan=plan, state="open", marking=[], rank_at=at, opened_at=at
        )
        File.objects.create(case=case, answers={"plate_category": "02", "fuel_type": "A"})
        made.append(case)
    return made


def draws(cases: list[Case]) -> list[Callable[[], object]]:
    return [lambda case=case: plates.draw(case=case, actor=MACHINE) for case in cases]


@pytest.mark.usefixtures("pool")
def test_eight_draws_at_once_share_out_the_pool_without_a_number_twice() -> None:
    offers = at_once(draws(new_cases(CLIENTS)))

    drawn = [plate for offer in offers if isinstance(offer, queries.Offer) for plate in offer.plates]
    assert (len(drawn), len(set(drawn))) == (400, 400)


@pytest.mark.usefixtures("pool")
def test_eight_clients_drawing_and_taking_give_each_case_a_number_of_its_own() -> None:
    cases = new_cases(CLIENTS * 6)

    def serve(mine: list[Case]) -> list[str]:
        given = []
        for turn, case in enumerate(mine):
            offer = plates.draw(case=case, actor=MACHINE)
            plates.take(case_id=case.pk, plate=offer.plates[turn], actor=MACHINE)
            given.append(plates.issue(case_id=case.pk, actor=MACHINE).plate)
        return given

    gave = at_once([lambda first=first: serve(cases[first::CLIENTS]) for first in range(CLIENTS)])

    given = [plate for one in gave if isinstance(one, list) for plate in one]
    account = queries.account("qingdao", "02")
    assert [one for one in gave if isinstance(one, Exception)] == []
    assert (len(given), len(set(given))) == (48, 48)
    assert (account.by_state["issued"], account.by_state["held"], account.adds_up) == (48, 0, True)


@pytest.mark.usefixtures("pool")
def test_eight_presses_of_one_case_see_one_list() -> None:
    (case,) = new_cases(1)

    offers = at_once(draws([case] * CLIENTS))

    assert offers == [offers[0]] * CLIENTS
    assert queries.account("qingdao", "02").by_state["held"] == 50


@pytest.mark.usefixtures("pool")
def test_eight_presses_on_eight_numbers_take_one() -> None:
    (case,) = new_cases(1)
    offer = plates.draw(case=case, actor=MACHINE)

    wanted = offer.plates[:CLIENTS]
    gave = at_once([lambda plate=plate: plates.take(case_id=case.pk, plate=plate, actor=MACHINE) for plate in wanted])

    assert sum(isinstance(one, queries.Chosen) for one in gave) == 1
    assert {one.code for one in gave if isinstance(one, Refused)} == {"plates.already_chosen"}
    assert queries.account("qingdao", "02").by_state["held"] == 1


# ------------------------------------------------------------ the race is real
GUARD = " AND turn = %(turn)s::int - 1 AND plates = '{}' AND chosen = ''"


def list_of(case: Case, first: int) -> dict[str, Any]:
    """What a draw tells the database that holds fifty numbers from 1A000 + first on."""
    hands.see(case.pk, MACHINE, office_clock.now())  # it has sat down
    plates, at = [f"鲁B1A{number:03}" for number in range(first, first + 50)], office_clock.now()
    return journal.parameters(MACHINE, "plates.drawn", chain=f"case:{case.pk}", at=at) | {
        "case": case.pk, "turn": 1, "plates": plates, "sorted": plates, "until": at, "claim": "c" * 64, "receipt": "{}",
        "publication": queries.publications("qingdao")[0].pk, "link": f"{case.pk}-{first}", "key_id": "k",
        "signature": "s",
    }  # fmt: skip


def constraint_of(error: object) -> str | None:
    return error.diag.constraint_name if isinstance(error, psycopg.Error) else None


@pytest.mark.usefixtures("pool")
def test_of_two_draws_that_want_the_same_numbers_one_gets_them_all_and_the_other_none(server_url: str) -> None:
    one, two = new_cases(2)

    first, second, waited = one_after_the_other(server_url, holding.HOLD, list_of(one, 0), list_of(two, 25))

    assert (first is not None, constraint_of(second), waited) == (True, "plates_holding_pkey", True)
    assert set(Holding.objects.values_list("case", flat=True)) == {one.pk}
    assert (Draw.objects.count(), queries.account("qingdao", "02").adds_up) == (1, True)


@pytest.mark.usefixtures("pool")
def test_without_the_key_two_draws_hand_out_the_same_numbers(server_url: str) -> None:
    one, two = new_cases(2)
    told = list_of(one, 0), list_of(two, 25)
    owner = psycopg.connect(server_url, dbname=connection.settings_dict["NAME"], autocommit=True)
    owner.execute("ALTER TABLE plates_holding DROP CONSTRAINT plates_holding_pkey")
    try:
        first, second, waited = one_after_the_other(server_url, holding.HOLD, *told)
        held = Holding.objects.values_list("plate", flat=True)
        assert (first is not None, isinstance(second, tuple), waited) == (True, True, False)
        assert len(held) - len(set(held)) == 25
    finally:
        owner.execute("DELETE FROM plates_holding")
        owner.execute("ALTER TABLE plates_holding ADD PRIMARY KEY (category, plate)")
        owner.close()


@pytest.mark.usefixtures("pool")
def test_a_second_press_of_one_case_finds_the_list_of_the_first(server_url: str) -> None:
    (case,) = new_cases(1)

    first, second, waited = one_after_the_other(server_url, holding.HOLD, list_of(case, 0), list_of(case, 100))

    assert (first is not None, second, waited) == (True, None, True)
    assert Holding.objects.count() == 50


@pytest.mark.usefixtures("pool")
def test_without_the_guard_of_the_hand_the_second_press_would_hold_another_list(server_url: str) -> None:
    (case,) = new_cases(1)
    assert GUARD in holding.HOLD

    _, second, _ = one_after_the_other(
        server_url, holding.HOLD.replace(GUARD, ""), list_of(case, 0), list_of(case, 100)
    )

    assert constraint_of(second) == "one_draw_a_turn"


@pytest.mark.usefixtures("pool")
def test_every_receipt_of_eight_draws_at_once_verifies_and_cites_who_has_what_it_passed_over() -> None:
    at_once(draws(new_cases(CLIENTS)))

    trusted = keys.trusted()
    whole = [queries.receipt_of(drawn.case_id, 1) for drawn in Draw.objects.all()]
    told = [receipts.verify(one, lambda *signed: keys.is_signed(trusted, *signed)) for one in whole]

    claims = set(Draw.objects.values_list("claim", flat=True))
    cited = {claim for drawn in Draw.objects.all() for _, _, claim in json.loads(drawn.body)["gone"]}
    assert sum(len(one.plates) for one in told) == 400
    assert sum(one.passed_over for one in told) > 0
    assert cited <= claims


# ------------------------------------------------------------ composed and withheld at the same moment
@pytest.mark.usefixtures("pool")
def test_eight_clients_composing_one_pretty_number_leave_it_with_one() -> None:
    Office.objects.update(settings={"plate.segment.random_only_days": 0})
    forget()
    cases = new_cases(CLIENTS)

    gave = at_once(
        [lambda case=case: plates.compose(case_id=case.pk, wishes=["鲁B1A188"], actor=MACHINE) for case in cases]
    )

    assert errors(gave) == []
    assert sum(isinstance(one, queries.Chosen) for one in gave) == 1
    assert queries.account("qingdao", "02").by_state["held"] == 1


@pytest.mark.usefixtures("pool")
def test_a_notice_and_eight_draws_at_once_share_out_the_pool() -> None:
    kept = [f"鲁B1A{number:03}" for number in range(0, 400, 8)]
    notice = plates.propose_notice(deed="withhold", category="02", plates=kept, why="so", actor=MAKER)
    confirm: Callable[[], object] = lambda: plates.confirm_notice(notice_id=notice.pk, actor=CHECKER)  # noqa: E731

    gave = at_once([*draws(new_cases(CLIENTS)), confirm])

    account = queries.account("qingdao", "02")
    assert {type(one) for one in errors(gave)} <= {Refused}
    assert (account.by_state["withheld"] in {0, 50}, account.adds_up) == (True, True)
    assert account.by_state["held"] == min(400, 400 - account.by_state["withheld"])


@pytest.mark.usefixtures("pool")
def test_eight_cases_of_one_owner_and_vehicle_hold_one_number_together() -> None:
    cases = new_cases(CLIENTS)
    File.objects.update(answers={"plate_category": "02", "fuel_type": "A", "owner_id_no": "1", "vin": "V"})
    offers = [plates.draw(case=case, actor=MACHINE) for case in cases]

    gave = at_once(
        [
            lambda case=case, offer=offer: plates.preselect(case_id=case.pk, plate=offer.plates[0], actor=MACHINE)
            for case, offer in zip(cases, offers, strict=True)
        ]
    )

    assert sum(isinstance(one, Preselection) for one in gave) == 1
    assert {one.code for one in errors(gave) if isinstance(one, Refused)} == {"plates.second_hold"}
    assert len(errors(gave)) == CLIENTS - 1
