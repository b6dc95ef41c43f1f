"""The stock keeper's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import make

from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries as papers

FORM = "vehicle-licence-card"
pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Client:
    """The stock keeper at the desk."""
    return sit("stock_keeper")


@pytest.fixture
def office() -> str:
    """The demo office."""
    return make.office()


def sit(role: Any, name: str = "") -> Client:
    """Sign somebody in at a post of the office."""
    from onelane.registers.people.models import Account, Post

    account = Account.objects.create(username=f"{role}{name}", name="试工")
    Post.objects.create(account=account, office_id=make.OFFICE, role=role)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    from onelane.kernel import clock

    now, kept = int(clock.now().timestamp()), client.session
    post = {"office": make.OFFICE, "role": role, "counter": ""}
    sign = {"name": "试工", "office": ("所", "office"), "counter": ("", "")}
    kept.update({"since": now, "seen": now, "post": post, "sign": sign})
    kept.save()
    return client


def page(client: Client, path: str = "/stock/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_stock_says_what_to_do(office: str, keeper: Client) -> None:
    assert office
    assert "Nothing was counted in yet" in page(keeper)


def test_a_delivery_is_counted_in_and_shown(office: str, keeper: Client) -> None:
    answer = keeper.post("/stock/count-in/", {"form": FORM, "first": "XA001", "last": "XA010"}, follow=True)

    assert "10 blanks are counted in: XA001 to XA010." in answer.content.decode()
    assert "running low" in answer.content.decode()
    assert papers.stock_of(office)[0].in_store == 10


def test_a_wrong_run_is_refused_in_words_and_changes_nothing(office: str, keeper: Client) -> None:
    answer = keeper.post("/stock/count-in/", {"form": FORM, "first": "XA010", "last": "XA001"})

    assert answer.status_code == 422
    assert "equally long" in answer.content.decode()
    assert papers.stock_of(office)[0].counted_in == 0


def test_the_second_person_confirms_a_destruction(office: str, keeper: Client) -> None:
    certificates.count_in(form=FORM, first="XA001", last="XA010", actor=make.actor("stock_keeper"))
    keeper.post("/stock/spoil/", {"form": FORM, "serial": "XA003", "why": "torn"})
    keeper.post("/stock/destruction/propose/")
    assert "You made this list" in page(keeper)
    waiting = papers.open_destruction(office)
    assert waiting is not None
    confirm = f"/stock/destruction/{waiting[0].pk}/confirm/"

    assert keeper.post(confirm, {"quantity": "1"}).status_code == 409
    supervisor = sit("supervisor")
    assert "How many did you count" in page(supervisor)
    assert "1 blanks are destroyed." in supervisor.post(confirm, {"quantity": "1"}, follow=True).content.decode()


@pytest.mark.parametrize("role", ["clerk", "cashier", "auditor"])
def test_others_have_no_business_with_the_stock(office: str, role: str) -> None:
    assert office
    assert sit(role).get("/stock/").status_code == 403


def test_a_blank_is_found_by_its_number_and_its_state(office: str, keeper: Client) -> None:
    certificates.count_in(form=FORM, first="XA001", last="XA200", actor=make.actor("stock_keeper"))
    certificates.spoil(form=FORM, serial="XA150", why="受潮", actor=make.actor("stock_keeper"))

    assert "受潮" in page(keeper, "/stock/blanks/?serial=xa150")
    assert "XA150" not in page(keeper, "/stock/blanks/?state=in_store&serial=XA15")
    assert "No blank is like this" in page(keeper, "/stock/blanks/?serial=ZZ")
    assert "?first=50" in page(keeper, "/stock/blanks/")


def test_a_long_list_costs_no_more_statements_than_a_short_one(
    office: str, keeper: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    from django.db import connection

    certificates.count_in(form=FORM, first="XA001", last="XA002", actor=make.actor("stock_keeper"))
    with CaptureQueriesContext(connection) as few:
        page(keeper, "/stock/blanks/")
    certificates.count_in(form=FORM, first="XA003", last="XA900", actor=make.actor("stock_keeper"))
    with django_assert_max_num_queries(len(few)):
        page(keeper, "/stock/blanks/")
