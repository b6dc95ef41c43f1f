"""My affairs: what the office has of me, who looked, who may act for me."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import known

import make
from channels.portal.citizens import account, sent_code, signed_in
from onelane.kernel.actor import Actor
from onelane.records import reading

AGENT = "示例乙"


@pytest.fixture(autouse=True)
def _office(db: None, clock: Any, settings: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make.office()
    yield
    forget()


def citizen(one: Any) -> Actor:
    return Actor(str(one.pk), "citizen", make.OFFICE)


def test_whoever_has_nothing_reads_so_in_each_part() -> None:
    page = signed_in(account()).get("/my/").content.decode()

    for nothing in ("applied for nothing yet", "no driving licence of yours", "no vehicle of yours", "nothing to pay"):
        assert nothing in page


def test_a_reading_is_shown_with_post_office_and_reason_and_without_the_name() -> None:
    from onelane.registers.people import staff

    post = staff.appoint(username="clerk", name="试工甲", office=make.OFFICE, role="clerk", password="-" * 14)
    one = account()
    actor = Actor(str(post.account_id), "clerk", make.OFFICE)
    reading.note_reading(actor, f"person:{one.person_id}", "handing over the plates", ["id_no", "name"])

    page = signed_in(one).get("/my/who-looked/").content.decode()

    for told in ("Window clerk", "Qingdao Vehicle Administration Office", "handing over the plates", "identity number"):
        assert told in page
    assert "试工甲" not in page


def test_nobody_sees_who_looked_at_another() -> None:
    one, other = account(1), account(2, AGENT)
    reading.note_reading(make.actor("clerk"), f"person:{one.person_id}", "handing over", ["name"])

    assert "Nobody has looked" in signed_in(other).get("/my/who-looked/").content.decode()


def test_who_looked_is_found_by_an_index() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + reading.READINGS, [["person:1"]])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "journal_readings" in plan


def test_the_page_costs_the_same_with_one_vehicle_and_with_many() -> None:
    one = account()
    client = signed_in(one)
    known.vehicle(owner=one.person)
    client.get("/my/")
    with CaptureQueriesContext(connection) as with_one:
        client.get("/my/")
        statements = len(with_one)
    for number in range(5):
        known.vehicle(owner=one.person, vin=known.vin(950 + number))
    with CaptureQueriesContext(connection) as with_six:
        page = client.get("/my/").content.decode()
        with_more = len(with_six)

    assert page.count("inspection valid until") == 6
    assert with_more == statements > 10


def test_the_copy_holds_what_the_office_has_for_people_and_programs() -> None:
    one = account()
    reading.note_reading(make.actor("clerk"), f"person:{one.person_id}", "handing over", ["name"])

    answer = signed_in(one).post("/my/copy/")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(archive.read("data.json"))

    assert told["person"]["person.id_no"] == one.person.id_no
    assert [line["purpose"] for line in told["readings"]] == ["handing over"]
    assert one.person.id_no in archive.read("index.html").decode()
    assert one.person.id_no not in answer["Content-Disposition"]


def test_a_copy_asks_for_a_second_proof_and_is_noted() -> None:
    from onelane.records.models import Entry

    one = account()
    unproved = signed_in(one, proved=False).post("/my/copy/")
    signed_in(one).post("/my/copy/")

    assert unproved.status_code == 403
    assert Entry.objects.filter(chain=f"person:{one.person_id}", deed="person.copied").count() == 1


def test_contact_details_are_corrected() -> None:
    one = account()
    told = {"mail_address": "山东省青岛市市南区示例路1号", "postcode": "266000", "email": "a@example.cn"}
    signed_in(one).post("/my/contact/", told)

    one.refresh_from_db()
    one.person.refresh_from_db()
    assert (one.person.mail_address, one.person.postcode, one.email) == tuple(told.values())


@pytest.mark.parametrize(("field", "wrong"), [("postcode", "26600"), ("email", "a@"), ("mail_address", "x" * 201)])
def test_wrong_contact_details_change_nothing(field: str, wrong: str) -> None:
    one = account()
    fine = {"mail_address": "示例路1号", "postcode": "266000", "email": ""}

    assert signed_in(one).post("/my/contact/", fine | {field: wrong}).status_code == 422
    one.person.refresh_from_db()
    assert one.person.mail_address == ""


def test_a_new_mobile_number_counts_when_its_code_was_typed() -> None:
    one = account()
    client = signed_in(one)
    client.post("/my/contact/send/", {"mobile": "13900000577"})
    before = type(one).objects.get(pk=one.pk).mobile
    client.post("/my/contact/mobile/", {"mobile": "13900000577", "code": sent_code()})

    one.refresh_from_db()
    assert (before, one.mobile) == ("13900000501", "13900000577")


def give(owner: Any, agent: Any, **told: Any) -> Any:
    form = {"name": agent.person.name, "id_no": agent.person.id_no, "about": "vehicle", "days": 30}
    return signed_in(owner).post("/my/authorisations/give/", form | told)


def test_the_owner_authorises_and_both_see_it() -> None:
    from onelane.registers.people import queries

    owner, agent = account(1), account(2, AGENT)
    give(owner, agent)

    assert queries.may_act_for(citizen(agent), owner.person_id, "vehicle") is not None
    assert "示*乙" in signed_in(owner).get("/my/authorisations/").content.decode()
    assert "示*甲" in signed_in(agent).get("/my/authorisations/").content.decode()


@pytest.mark.parametrize("side", ["owner", "agent"])
def test_either_side_ends_it_at_once(side: str) -> None:
    from onelane.registers.people import queries

    people = {"owner": account(1), "agent": account(2, AGENT)}
    give(people["owner"], people["agent"])
    key = queries.may_act_for(citizen(people["agent"]), people["owner"].person_id, "vehicle")
    signed_in(people[side]).post(f"/my/authorisations/{key}/end/")

    assert queries.may_act_for(citizen(people["agent"]), people["owner"].person_id, "vehicle") is None


def test_a_stranger_ends_nothing() -> None:
    from onelane.registers.people import queries

    owner, agent, stranger = account(1), account(2, AGENT), account(3, "示例丙")
    give(owner, agent)
    key = queries.may_act_for(citizen(agent), owner.person_id, "vehicle")

    assert signed_in(stranger).post(f"/my/authorisations/{key}/end/").status_code == 404


def test_what_an_agent_asks_for_counts_when_the_owner_himself_says_yes() -> None:
    from onelane.registers.people import queries
    from onelane.registers.people.models import Authorisation

    owner, agent = account(1), account(2, AGENT)
    form = {"name": owner.person.name, "id_no": owner.person.id_no, "about": "any", "days": 30}
    signed_in(agent).post("/my/authorisations/ask/", form)
    key = Authorisation.objects.get().pk
    by_himself = signed_in(agent).post(f"/my/authorisations/{key}/decide/", {"answer": "yes"}).status_code
    before = queries.may_act_for(citizen(agent), owner.person_id, "driver")
    signed_in(owner).post(f"/my/authorisations/{key}/decide/", {"answer": "yes"})

    assert (by_himself, before) == (404, None)
    assert queries.may_act_for(citizen(agent), owner.person_id, "driver") == key


@pytest.mark.parametrize(("days", "status"), [(0, 422), (1, 302), (60, 302), (61, 422)])
def test_a_letter_of_authorisation_lasts_sixty_days_at_most(days: int, status: int) -> None:
    assert give(account(1), account(2, AGENT), days=days).status_code == status


@pytest.mark.parametrize(("name", "number"), [("示例丙", 2), (AGENT, 9)])
def test_name_and_number_must_both_be_right(name: str, number: int) -> None:
    owner = account(1)
    account(2, AGENT)
    form = {"name": name, "id_no": make.resident_id(500 + number), "about": "vehicle", "days": 30}

    assert signed_in(owner).post("/my/authorisations/give/", form).status_code == 422


def test_nobody_tries_out_the_numbers_of_others() -> None:
    owner = account(1)
    client = signed_in(owner)
    form = {"name": AGENT, "about": "vehicle", "days": 30}
    tried = [
        client.post("/my/authorisations/give/", form | {"id_no": make.resident_id(800 + n)}).status_code
        for n in range(6)
    ]
    assert tried == [422] * 5 + [429]


def test_the_chief_operator_of_a_unit_names_the_others() -> None:
    from onelane.registers.people import actions, authorising, queries

    unit = actions.know(
        kind="unit", id_type="C", id_no="91370200MA3TEST00X", name="示例运输公司", actor=make.actor("clerk")
    )
    chief, operator, stranger = account(1), account(2, AGENT), account(3, "示例丙")
    authorising.appoint_chief(
        unit=unit.pk, name=chief.person.name, id_no=chief.person.id_no, actor=make.actor("administrator")
    )
    give(chief, operator, unit=unit.pk)

    assert queries.may_act_for(citizen(operator), unit.pk, "vehicle") is not None
    assert give(operator, stranger, unit=unit.pk).status_code == 403
