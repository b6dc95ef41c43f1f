"""Eight clients at once on one pool: no number in two hands; and the race is real where a lock is taken away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection

from onelane.kernel import clock as office_clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case, File, Plan
from onelane.office.plates import actions as plates
from onelane.office.plates import queries, receipts
from onelane.office.plates.actions import drawing, holding
from onelane.office.plates.models import Draw, Number, Preselection
from onelane.records import keys
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


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Do all deeds at the same moment, each on its own connection; return what each gave or raised."""
    start = threading.Barrier(len(deeds))
    gave: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=60)
            gave[place] = deed()
        except Exception as error:  # noqa: BLE001 - the test says what may go wrong
            gave[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=told) for told in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return gave


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

    assert sum(isinstance(one, Number) for one in gave) == 1
    assert {one.code for one in gave if isinstance(one, Refused)} == {"plates.already_chosen"}
    assert queries.account("qingdao", "02").by_state["held"] == 1


# ------------------------------------------------------------ the race is real
def two_draws(server_url: str, statement: str) -> tuple[set[str], set[str], bool]:
    """Hold the same fifty on two connections, the second before the first commits; tell whether it had to wait."""
    name = connection.settings_dict["NAME"]
    first_case, second_case = new_cases(2)
    plates = [f"鲁B1A{number:03}" for number in range(50)]
    told: dict[str, Any] = {"category": "02", "plates": plates, "until": office_clock.now(), "claim": "c" * 64}
    with psycopg.connect(server_url, dbname=name) as one, psycopg.connect(server_url, dbname=name) as two:
        first = {plate for (plate,) in one.execute(statement, told | {"case": first_case.pk})}
        second: set[str] = set()

        def draw_too() -> None:
            second.update(plate for (plate,) in two.execute(statement, told | {"case": second_case.pk}))

        thread = threading.Thread(target=draw_too)
        thread.start()
        waited = _blocked_or_done(thread, two.info.backend_pid)
        one.commit()
        thread.join()
        two.commit()
    return first, second, waited


def _blocked_or_done(thread: threading.Thread, backend: int) -> bool:
    """Watch until the other draw has ended (False) or stands before a lock (True)."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while thread.is_alive() and time.monotonic() < deadline:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [backend])
            if cursor.fetchone()[0]:
                return True
    return False


@pytest.mark.usefixtures("pool")
def test_a_draw_steps_over_what_another_is_drawing_and_does_not_wait_with_numbers_in_hand(server_url: str) -> None:
    first, second, waited = two_draws(server_url, holding.HOLD)

    assert (len(first), len(second), waited) == (50, 0, False)


@pytest.mark.usefixtures("pool")
def test_without_the_row_locks_two_draws_hand_out_the_same_numbers(server_url: str) -> None:
    first, second, waited = two_draws(server_url, holding.HOLD.replace("FOR UPDATE SKIP LOCKED", ""))

    assert (first == second, waited) == (True, True)


@pytest.mark.usefixtures("pool")
def test_without_skip_locked_a_draw_waits_for_another(server_url: str) -> None:
    _, _, waited = two_draws(server_url, holding.HOLD.replace("SKIP LOCKED", ""))

    assert waited


@pytest.mark.usefixtures("pool")
def test_without_the_lock_of_the_file_two_presses_draw_two_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = new_cases(1)
    looked, chosen = threading.Barrier(2), queries.chosen

    def look(case_id: int) -> Number | None:
        found = chosen(case_id)
        looked.wait(timeout=60)
        return found

    monkeypatch.setattr(drawing, "lock", lambda *_: {"plate_category": "02"})
    monkeypatch.setattr(queries, "chosen", look)

    gave = at_once(draws([case] * 2))

    assert {type(one) for one in gave} == {queries.Offer, IntegrityError}
    assert Draw.objects.count() == 1


@pytest.mark.usefixtures("pool")
def test_every_receipt_of_eight_draws_at_once_verifies_and_cites_who_has_what_it_passed_over() -> None:
    at_once(draws(new_cases(CLIENTS)))

    trusted = keys.trusted()
    whole = [queries.receipt_of(drawn.case_id, 1) for drawn in Draw.objects.all()]
    told = [receipts.verify(one, lambda *signed: keys.is_signed(trusted, *signed)) for one in whole]

    claims = set(Draw.objects.values_list("claim", flat=True))
    cited = {claim for drawn in Draw.objects.all() for _, _, claim in drawn.body["gone"]}
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

    assert errors_of(gave) == []
    assert sum(isinstance(one, Number) for one in gave) == 1
    assert queries.account("qingdao", "02").by_state["held"] == 1


@pytest.mark.usefixtures("pool")
def test_a_notice_and_eight_draws_at_once_share_out_the_pool() -> None:
    kept = [f"鲁B1A{number:03}" for number in range(0, 400, 8)]
    notice = plates.propose_notice(deed="withhold", category="02", plates=kept, why="so", actor=MAKER)
    confirm: Callable[[], object] = lambda: plates.confirm_notice(notice_id=notice.pk, actor=CHECKER)  # noqa: E731

    gave = at_once([*draws(new_cases(CLIENTS)), confirm])

    account = queries.account("qingdao", "02")
    assert {type(one) for one in errors_of(gave)} <= {Refused}
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
    assert {one.code for one in errors_of(gave) if isinstance(one, Refused)} == {"plates.second_hold"}
    assert len(errors_of(gave)) == CLIENTS - 1


def errors_of(gave: list[object]) -> list[BaseException]:
    return [one for one in gave if isinstance(one, BaseException)]
