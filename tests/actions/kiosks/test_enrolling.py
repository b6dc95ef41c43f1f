"""A kiosk from its code to its end, who stands before it, and what it prints."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import known, make

from at_kiosk import kiosk
from home_office import account
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.kiosks import actions as kiosks
from onelane.office.kiosks import figures, queries
from onelane.office.kiosks.devices import Sheet
from onelane.office.kiosks.models import Kiosk, Login, Slip

pytestmark = pytest.mark.django_db
SHEET = Sheet(office="所", title="回执", rows=(("业务", "试"),), number="1", link="https://office.example/1")


@pytest.fixture(autouse=True)
def _office(clock: Any, settings: Any, tmp_path: Path) -> None:
    settings.ONELANE = {**settings.ONELANE, "PRACTICE": str(tmp_path)}
    make.office()


def admin() -> Actor:
    return make.actor("administrator")


def refused(deed: Any, **told: Any) -> str:
    with pytest.raises(Refused) as no:
        deed(**told)
    return no.value.code


def test_a_code_enrols_one_machine_once() -> None:
    made = kiosks.make(name="K1", actor=admin())
    code = kiosks.offer_code(kiosk_id=made.pk, actor=admin())

    _, key = kiosks.enrol(code=code)

    assert queries.by_key(make.OFFICE, "K1", key).pk == made.pk
    assert refused(kiosks.enrol, code=code) == "kiosk.code_wrong"


def test_neither_code_nor_key_stands_in_the_tables() -> None:
    made = kiosks.make(name="K1", actor=admin())
    code = kiosks.offer_code(kiosk_id=made.pk, actor=admin())
    kept = str(Kiosk.objects.values().get())
    _, key = kiosks.enrol(code=code)
    assert code not in kept
    assert key not in str(Kiosk.objects.values().get())


def test_a_code_is_over_after_half_an_hour(clock: Any) -> None:
    made = kiosks.make(name="K1", actor=admin())
    code = kiosks.offer_code(kiosk_id=made.pk, actor=admin())
    clock.forward(minutes=31)
    assert refused(kiosks.enrol, code=code) == "kiosk.code_wrong"


def test_a_machine_enrolled_anew_opens_no_door_with_its_old_key() -> None:
    one, old = kiosk()
    kiosks.enrol(code=kiosks.offer_code(kiosk_id=one.pk, actor=admin()))
    assert refused(queries.by_key, office=make.OFFICE, name="K1", key=old) == "auth.device_unknown"


def test_a_retired_kiosk_has_no_key_and_its_sign_is_free() -> None:
    one, key = kiosk()
    kiosks.retire(kiosk_id=one.pk, actor=admin())
    assert refused(queries.by_key, office=make.OFFICE, name="K1", key=key) == "auth.device_unknown"
    assert kiosks.make(name="K1", actor=admin()).pk != one.pk


@pytest.mark.parametrize("role", ["clerk", "citizen", "machine", "guide"])
def test_only_who_is_in_charge_makes_a_kiosk(role: Any) -> None:
    assert refused(kiosks.make, name="K1", actor=make.actor(role)) == "kiosk.not_in_charge"


def test_a_sign_is_given_once_and_only_to_a_place_for_kiosks() -> None:
    kiosks.make(name="K1", actor=admin())
    assert refused(kiosks.make, name="K1", actor=admin()) == "kiosk.sign_taken"
    assert refused(kiosks.make, name="W1", actor=admin()) == "kiosk.no_such_counter"


def test_a_lock_has_a_reason_and_shuts_the_machine(clock: Any) -> None:
    one, _ = kiosk()
    assert refused(kiosks.lock, kiosk_id=one.pk, why=" ", actor=admin()) == "kiosk.why_missing"
    assert queries.shut(kiosks.lock(kiosk_id=one.pk, why="清洁", actor=admin()), clock()) == "kiosk.locked"
    assert queries.shut(kiosks.unlock(kiosk_id=one.pk, actor=admin()), clock()) == ""


def test_it_serves_within_its_hours_and_what_it_is_told_to_offer(clock: Any) -> None:
    one, _ = kiosk()
    told = {"kiosk_id": one.pk, "services": ["driver-contact-change"], "printer": "", "actor": admin()}
    now = clock().astimezone(known.noon().tzinfo)
    one = kiosks.change(**told, opens=time(0, 0), closes=(now - timedelta(minutes=1)).time())
    assert queries.shut(one, clock()) == "kiosk.closed"
    one = kiosks.change(**told, opens=time(0, 0), closes=(now + timedelta(minutes=1)).time())
    assert (queries.shut(one, clock()), queries.offered(one)) == ("", ["driver-contact-change"])
    assert refused(kiosks.change, **told, opens=time(9), closes=time(8)) == "kiosk.hours"
    told["services"] = ["exam-booking"]
    assert refused(kiosks.change, **told, opens=None, closes=None) == "applications.not_offered"


def test_staff_see_which_machine_is_silent_and_which_part_fails(clock: Any) -> None:
    one, _ = kiosk()
    kiosks.beat(kiosk=one, told={"printer": "low", "camera": "away", "reader": "nonsense"})
    (told,) = queries.standing(make.OFFICE, clock())
    assert (told.state, told.parts) == ("away", {"printer": "low", "reader": "unknown", "camera": "away"})
    clock.forward(seconds=46)
    assert queries.standing(make.OFFICE, clock())[0].state == "offline"


# ------------------------------------------------------------ who stands there
def citizen(number: str = "13900000001") -> tuple[Any, Actor]:
    person = known.person(mobile=number)
    return person, Actor(str(account(person, f"c-{number}", number).pk), "citizen", make.OFFICE)


def test_a_phone_confirms_once_and_only_this_machine_takes_it() -> None:
    (one, _), (other, _) = kiosk("K1"), kiosk("K2")
    person, actor = citizen()
    shown = kiosks.show(kiosk=one)
    assert kiosks.take(kiosk=one, login_id=shown.id) is None

    kiosks.confirm(token=shown.token, actor=actor)

    assert refused(kiosks.take, kiosk=other, login_id=shown.id) == "kiosk.login_over"
    who = kiosks.take(kiosk=one, login_id=shown.id)
    assert (who.person, who.by) == (person.pk, "phone")  # type: ignore[union-attr]
    assert refused(kiosks.take, kiosk=one, login_id=shown.id) == "kiosk.login_over"
    assert refused(kiosks.confirm, token=shown.token, actor=actor) == "kiosk.login_over"


def test_what_one_has_confirmed_another_does_not_change() -> None:
    one, _ = kiosk()
    shown = kiosks.show(kiosk=one)
    kiosks.confirm(token=shown.token, actor=citizen()[1])
    kiosks.confirm(token=shown.token, actor=Actor(str(Login.objects.get().account), "citizen", make.OFFICE))
    assert refused(kiosks.confirm, token=shown.token, actor=citizen("13900000002")[1]) == "kiosk.login_over"


def test_a_code_on_the_screen_is_over_after_three_minutes_and_with_the_next_one(clock: Any) -> None:
    one, _ = kiosk()
    first, second = kiosks.show(kiosk=one), kiosks.show(kiosk=one)
    _, actor = citizen()
    assert refused(kiosks.confirm, token=first.token, actor=actor) == "kiosk.login_over"
    clock.forward(minutes=4)
    assert refused(kiosks.confirm, token=second.token, actor=actor) == "kiosk.login_over"


# ------------------------------------------------------------ paper
def test_a_slip_is_counted_by_what_came_out_and_tried_six_times_at_most() -> None:
    from onelane.gateways.devices import folder
    from onelane.gateways.devices.practice import behave, tray

    one, _ = kiosk()
    paper, slip = folder(make.OFFICE, "K1"), kiosks.make_test(kiosk=one, sheet=SHEET)
    behave(paper, paper="away")
    for _ in range(5):
        assert refused(kiosks.put_out, slip_id=slip.pk, kiosk=one) == "kiosk.paper_away"
    behave(paper, paper="low")
    kiosks.put_out(slip_id=slip.pk, kiosk=one)
    slip.refresh_from_db()
    assert (slip.tries, slip.copies, slip.state, len(tray(paper))) == (6, 1, "printed", 1)
    assert refused(kiosks.put_out, slip_id=slip.pk, kiosk=one) == "kiosk.tried_enough"


def test_a_print_that_nobody_heard_the_end_of_is_not_counted_and_may_be_tried_again(clock: Any) -> None:
    from onelane.office.kiosks.actions import printing

    one, _ = kiosk()
    slip = kiosks.make_test(kiosk=one, sheet=SHEET)
    printing._begin(slip.pk, one, clock())  # and the process died
    assert refused(kiosks.put_out, slip_id=slip.pk, kiosk=one) == "kiosk.printing_now"
    clock.forward(seconds=21)
    kiosks.put_out(slip_id=slip.pk, kiosk=one)
    slip.refresh_from_db()
    assert (slip.tries, slip.copies) == (2, 1)


def test_the_database_counts_no_copy_without_a_try() -> None:
    from django.db import IntegrityError, transaction

    one, _ = kiosk()
    slip = kiosks.make_test(kiosk=one, sheet=SHEET)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slip.objects.filter(pk=slip.pk).update(copies=1, printed_at=slip.made_at)


# ------------------------------------------------------------ figures
def test_the_figures_count_uses_ends_minutes_and_where_people_gave_up(
    clock: Any, django_assert_num_queries: Any
) -> None:
    one, _ = kiosk()
    for how in ("done", "done", "left"):
        use = kiosks.begin(kiosk=one, service="driver-contact-change", language="zh-hans")
        kiosks.note(use_id=use.pk, step="signed-in", signed=True)
        clock.forward(seconds=40)
        kiosks.note(use_id=use.pk, step="ask-new_mobile")
        kiosks.end(use_id=use.pk, how=how)  # type: ignore[arg-type]
    day = clock().astimezone(known.noon().tzinfo).date()
    with django_assert_num_queries(4):
        found = figures.figures(make.OFFICE, day, day)
    (row,) = found.services
    assert (row.uses, row.done, row.given_up, row.median) == (3, 2, 1, 40.0)
    assert [(one.step, one.count) for one in found.given_up] == [("ask-new_mobile", 1)]
    assert sum(one.uses for one in found.hours) == 3


def test_who_stood_there_before_has_left_when_the_next_one_begins() -> None:
    from onelane.office.kiosks.models import Use

    one, _ = kiosk()
    first = kiosks.begin(kiosk=one, service="driver-contact-change", language="en")
    kiosks.begin(kiosk=one, service="driver-contact-change", language="en")
    assert Use.objects.get(pk=first.pk).end == "left"
