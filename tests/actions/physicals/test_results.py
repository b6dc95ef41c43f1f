"""Results of physical examinations: entered at a listed institution, used by the rules in place of a paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests import known, make

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.physicals import actions, form, queries
from onelane.office.physicals.models import Result
from onelane.registers.drivers.models import Medical
from onelane.registers.drivers.queries import medical_facts
from onelane.registers.people.models import Account, Post

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PARTNER = make.actor("system", name="hospital")
TYPED = {
    "wanted": "B2", "examined_on": "2026-11-20", "height": "170", "sight_left": "5.0", "sight_right": "5.0",
    "field": "150", "colour": "yes", "hearing": "good", "arms": "yes", "legs": "good", "legs_differ": "0",
    "trunk": "yes", "ability": "none",
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("clock")


class Clinic:
    """A listed institution with one doctor, and a driver who wants another class."""

    def __init__(self) -> None:
        make.office()
        self.person = known.person(name="试一")
        account = Account.objects.create(username="doctor-1", name="医生")
        Post.objects.create(account=account, office_id=make.OFFICE, role="doctor")
        self.doctor = Actor(str(account.pk), "doctor", make.OFFICE)
        administrator = make.actor("administrator")
        self.place = actions.list_institution(
            code="QD01", name="试验医院", listed_from=date(2026, 1, 1), actor=administrator
        )
        actions.seat_doctor(username="doctor-1", code="QD01", certificate_no="370299-D1", actor=administrator)

    def form(self, **typed: str) -> form.Result:
        return form.read(TYPED | {"id_no": self.person.id_no, "name": self.person.name} | typed)


@pytest.fixture
def clinic(db: Any) -> Clinic:
    return Clinic()


def refusal(deed: Any) -> str:
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.code


def test_a_result_is_what_the_rules_read(clinic: Clinic) -> None:
    made = actions.enter(form=clinic.form(), actor=clinic.doctor)

    assert medical_facts(clinic.person.pk) == {
        "medical.no": made.number, "medical.examined_on": "2026-11-20", "medical.fit": True, "medical.ability": None,
    }  # fmt: skip
    assert made.number == "QD01-261123-001"


def test_who_is_not_fit_for_the_class_wanted_is_not_fit_for_the_rules(clinic: Clinic) -> None:
    made = actions.enter(form=clinic.form(sight_left="4.9"), actor=clinic.doctor)
    assert medical_facts(clinic.person.pk)["medical.fit"] is False
    assert "C1" in made.fit_for


def test_the_newest_result_counts(clinic: Clinic) -> None:
    actions.enter(form=clinic.form(colour="no"), actor=clinic.doctor)
    actions.enter(form=clinic.form(), actor=clinic.doctor)
    assert medical_facts(clinic.person.pk)["medical.fit"] is True


def test_classes_count_for_six_months(clinic: Clinic) -> None:
    actions.enter(form=clinic.form(height="150"), actor=clinic.doctor)
    told = queries.classes_fit_for(clinic.person.pk, make.OFFICE, TODAY)
    assert "B1" in told
    assert "A1" not in told
    assert queries.classes_fit_for(clinic.person.pk, make.OFFICE, date(2027, 5, 20))
    assert queries.classes_fit_for(clinic.person.pk, make.OFFICE, date(2027, 5, 21)) == ()


def test_a_partner_sends_a_result_once(clinic: Clinic) -> None:
    told = {"institution": "QD01", "form": clinic.form(), "number": "H-1", "actor": PARTNER}
    assert actions.receive(**told) == actions.receive(**told)  # type: ignore[arg-type]
    assert Result.objects.count() == Medical.objects.count() == 1


def test_a_number_belongs_to_one_person(clinic: Clinic) -> None:
    other = known.person(born=date(1991, 3, 7), name="试二")
    actions.receive(institution="QD01", form=clinic.form(), number="H-1", actor=PARTNER)
    second = replace(clinic.form(), id_no=other.id_no, name=other.name)
    deed = lambda: actions.receive(institution="QD01", form=second, number="H-1", actor=PARTNER)  # noqa: E731
    assert refusal(deed) == "physicals.number_taken"


def test_only_a_listed_institution_certifies(clinic: Clinic) -> None:
    actions.end_listing(institution_id=clinic.place.pk, actor=make.actor("administrator"))
    assert actions.enter(form=clinic.form(), actor=clinic.doctor)  # the last day counts

    tomorrow = NOW + timedelta(days=1)
    assert (
        refusal(lambda: actions.enter(form=clinic.form(), actor=clinic.doctor, at=tomorrow)) == "physicals.not_listed"
    )


def test_only_a_doctor_with_a_place_enters(clinic: Clinic) -> None:
    for actor in (
        make.actor("clerk"),
        Actor("999999", "doctor", make.OFFICE),
        replace(clinic.doctor, office="elsewhere"),
    ):
        assert refusal(lambda who=actor: actions.enter(form=clinic.form(), actor=who)) == "physicals.not_listed"
    assert refusal(
        lambda: actions.receive(institution="QD01", form=clinic.form(), number="1", actor=clinic.doctor)
    ) == ("physicals.wrong_role")


def test_only_an_administrator_lists(clinic: Clinic) -> None:
    listing = {"code": "QD02", "name": "二院", "listed_from": TODAY}
    assert refusal(lambda: actions.list_institution(actor=clinic.doctor, **listing)) == "physicals.wrong_role"  # type: ignore[arg-type]
    seat = {"username": "doctor-1", "code": "QD01", "certificate_no": "1"}
    assert refusal(lambda: actions.seat_doctor(actor=clinic.doctor, **seat)) == "physicals.wrong_role"


def test_an_account_without_the_post_gets_no_place(clinic: Clinic) -> None:
    Account.objects.create(username="clerk-9", name="某")
    seat = {"username": "clerk-9", "code": "QD01", "certificate_no": "1", "actor": make.actor("administrator")}
    assert refusal(lambda: actions.seat_doctor(**seat)) == "physicals.no_such_doctor"  # type: ignore[arg-type]


def test_a_name_that_does_not_fit_the_number_is_nobody(clinic: Clinic) -> None:
    assert refusal(lambda: actions.enter(form=clinic.form(name="试九"), actor=clinic.doctor)) == "physicals.nobody"
    assert not Result.objects.exists()


@pytest.mark.parametrize("day", ["2026-11-24", "2026-10-22"])
def test_a_day_outside_the_month_is_refused(clinic: Clinic, day: str) -> None:
    assert refusal(lambda: actions.enter(form=clinic.form(examined_on=day), actor=clinic.doctor)) == "physicals.day"


# ------------------------------------------------------------ the page
@pytest.fixture
def page(clinic: Clinic) -> Client:
    Account.objects.filter(username="doctor-1").update(is_active=True)
    account = Account.objects.get(username="doctor-1")
    account.set_password("one-lane-demo")
    account.save()
    client = Client(headers={"accept-language": "en"})
    make.sign_in(client, "doctor-1", "one-lane-demo")
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_doctor_enters_a_result_on_the_page(clinic: Clinic, page: Client) -> None:
    typed = TYPED | {"id_no": clinic.person.id_no, "name": "试一", "sight_left": "4.9"}
    answer = text(page.post("/physicals/", typed, follow=True))
    assert "QD01-261123-001 is entered" in answer
    assert "not fit: sight" in answer
    assert "试*" in answer


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(clinic: Clinic, page: Client) -> None:
    answer = page.post("/physicals/", TYPED | {"id_no": clinic.person.id_no, "name": "试一", "height": "17"})
    assert answer.status_code == 422
    assert "Please correct: Height (cm)." in text(answer)
    assert clinic.person.id_no in text(answer)


def test_without_the_reader_the_page_says_so(page: Client) -> None:
    import importlib.util

    installed = importlib.util.find_spec("rapidocr") is not None
    assert ("type the values" in text(page.get("/physicals/"))) != installed


def test_a_list_of_results_costs_the_same_however_long(
    clinic: Clinic, page: Client, django_assert_num_queries: Any
) -> None:
    actions.enter(form=clinic.form(), actor=clinic.doctor)
    with CountQueries() as one:
        page.get("/physicals/")
    for _ in range(5):
        actions.enter(form=clinic.form(), actor=clinic.doctor)
    with CountQueries() as many:
        page.get("/physicals/")
    assert len(many) == len(one)


class CountQueries:
    """Count the queries of a block."""

    def __enter__(self) -> Any:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.inner = CaptureQueriesContext(connection)
        return self.inner.__enter__()

    def __exit__(self, *told: object) -> None:
        self.inner.__exit__(*told)
