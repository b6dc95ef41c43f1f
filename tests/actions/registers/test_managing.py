"""The administrator's deeds with accounts, and machines turned away one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import make
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.registers.people import machines, managing, second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(clock: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    make.office()
    machines.forget()
    yield
    forget()
    machines.forget()


def person(role: Any, name: str) -> Actor:
    """Hire somebody by the deed of the register, and return who he is."""
    from onelane.registers.people import staff

    post = staff.appoint(username=name, name="试工", office=make.OFFICE, role=role, password="-" * 14)
    return Actor(str(post.account_id), role, make.OFFICE)


def hire(actor: Actor, **told: Any) -> Any:
    given = {"username": "new.clerk", "name": "试工乙", "role": "clerk", "counter": "W1", "actor": actor}
    return managing.hire(**(given | told))


def test_an_account_is_opened_with_its_post_and_a_password_told_once() -> None:
    made, password = hire(person("administrator", "admin"))

    assert made.check_password(password)
    assert [(post.role, post.counter.code) for post in made.posts.all()] == [("clerk", "W1")]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"username": "Zhang San"}, "people.username_form"),
        ({"username": "admin"}, "people.username_taken"),
        ({"name": " "}, "people.name_missing"),
        ({"role": "citizen"}, "people.no_such_post"),
        ({"counter": "X9"}, "offices.no_such_counter"),
        ({"role": "inspector"}, "people.certificate_needed"),
    ],
)
def test_a_wrong_account_is_not_opened(told: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        hire(person("administrator", "admin"), **told)


def test_the_last_administrator_stays() -> None:
    from onelane.registers.people.models import Post

    admin = person("administrator", "admin")
    with pytest.raises(Refused, match=r"people\.last_administrator"):
        managing.end_post(post=Post.objects.get(account_id=int(admin.id)).pk, actor=admin)


def test_an_ended_post_is_gone() -> None:
    admin, made = person("administrator", "admin"), None
    made, _ = hire(admin)
    managing.end_post(post=made.posts.get().pk, actor=admin)

    assert not made.posts.exists()


def test_a_locked_account_signs_in_no_more_and_an_opened_one_does() -> None:
    from django.contrib.auth import authenticate

    admin = person("administrator", "admin")
    made, password = hire(admin)
    managing.lock(key=made.pk, locked=True, actor=admin)
    locked = authenticate(username=made.username, password=password)
    managing.lock(key=made.pk, locked=False, actor=admin)

    assert locked is None
    assert authenticate(username=made.username, password=password) == made


def test_nobody_locks_himself_out() -> None:
    admin = person("administrator", "admin")
    with pytest.raises(Refused, match=r"people\.not_yourself_locked"):
        managing.lock(key=int(admin.id), locked=True, actor=admin)


def test_accounts_of_another_office_are_not_there() -> None:
    elsewhere = Actor(person("administrator", "admin").id, "administrator", "elsewhere")
    made, _ = hire(person("administrator", "admin2"))
    for deed in (
        lambda: managing.lock(key=made.pk, locked=True, actor=elsewhere),
        lambda: managing.propose_reset(key=made.pk, why="lost", actor=elsewhere),
        lambda: managing.appoint(key=made.pk, role="cashier", actor=elsewhere),
    ):
        with pytest.raises(Refused, match=r"requests\.not_found"):
            deed()


def reset_of(owner: Actor, asked_by: Actor) -> int:
    second_factor.give_practice(account=int(owner.id))
    return managing.propose_reset(key=int(owner.id), why="the phone is lost", actor=asked_by).pk


def test_two_persons_reset_a_second_factor() -> None:
    owner, first, second = person("clerk", "c"), person("administrator", "a1"), person("supervisor", "s")
    reset = reset_of(owner, first)
    before = second_factor.kinds_of(int(owner.id))
    managing.decide_reset(reset=reset, yes=True, actor=second)

    assert (before, second_factor.kinds_of(int(owner.id))) == ({"totp"}, set())


@pytest.mark.parametrize(("who", "code"), [("first", "people.reset_takes_two"), ("owner", "people.reset_not_yourself")])
def test_neither_the_proposer_nor_the_owner_decides(who: str, code: str) -> None:
    people = {"owner": person("administrator", "a0"), "first": person("administrator", "a1")}
    reset = reset_of(people["owner"], people["first"])

    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        managing.decide_reset(reset=reset, yes=True, actor=people[who])


def test_a_refused_reset_changes_nothing() -> None:
    owner, first, second = person("clerk", "c"), person("administrator", "a1"), person("administrator", "a2")
    managing.decide_reset(reset=reset_of(owner, first), yes=False, actor=second)

    assert second_factor.kinds_of(int(owner.id)) == {"totp"}


def test_one_machine_is_revoked_and_the_others_stay(clock: Any) -> None:
    admin = person("administrator", "admin")
    one, _ = (machines.enrol(kind="kiosk", name=name, actor=admin) for name in ("K1", "K2"))
    sealed = clock.at.timestamp()
    clock.forward(minutes=1)
    machines.revoke(machine=one.pk, actor=admin)

    assert machines.is_revoked(make.OFFICE, "K1", sealed)
    assert not machines.is_revoked(make.OFFICE, "K2", sealed)


def test_a_machine_enrolled_anew_counts_again(clock: Any) -> None:
    admin = person("administrator", "admin")
    machines.revoke(machine=machines.enrol(kind="kiosk", name="K1", actor=admin).pk, actor=admin)
    clock.forward(minutes=1)
    machines.enrol(kind="kiosk", name="K1", actor=admin)

    assert not machines.is_revoked(make.OFFICE, "K1", clock.at.timestamp())
