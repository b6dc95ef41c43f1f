from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from onelane.kernel.refusal import Refused
from onelane.records import outbox
from onelane.records.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_handlers", {})


@pytest.fixture
def sent() -> Iterator[list[str]]:
    done: list[str] = []

    @outbox.handler("test.sent")
    def send(payload: dict[str, Any]) -> None:
        done.append(payload["to"])

    return done


def refusing(fault: Exception) -> Callable[..., None]:
    def refuse(_payload: dict[str, Any]) -> None:
        raise fault

    return refuse


def test_a_message_is_carried_out_once(sent: list[str]) -> None:
    outbox.put("test.sent", "a", {"to": "a"})

    assert outbox.carry_out(10) == 1
    assert outbox.carry_out(10) == 0
    assert sent == ["a"]


@pytest.mark.usefixtures("sent")
def test_what_was_carried_out_keeps_its_key_and_forgets_its_payload() -> None:
    outbox.put("test.sent", "a", {"to": "a"})

    outbox.carry_out()

    assert list(Message.objects.values_list("key", "payload")) == [("a", {})]


def test_the_same_key_put_down_again_is_the_same_effect(sent: list[str]) -> None:
    assert outbox.put("test.sent", "a", {"to": "a"})
    assert not outbox.put("test.sent", "a", {"to": "somebody else"})

    outbox.carry_out()

    assert sent == ["a"]


def test_an_undone_deed_leaves_no_message(sent: list[str]) -> None:
    with transaction.atomic():
        outbox.put("test.sent", "a", {"to": "a"})
        transaction.set_rollback(True)

    outbox.carry_out()

    assert sent == []


def test_a_message_waits_until_it_is_due(sent: list[str], clock: Any) -> None:
    outbox.put("test.sent", "a", {"to": "a"}, due_at=clock.at + timedelta(minutes=1))

    assert outbox.carry_out() == 0
    clock.forward(minutes=1)
    assert outbox.carry_out() == 1
    assert sent == ["a"]


def test_poison_is_tried_again_later_and_does_not_stand_in_the_way(sent: list[str], clock: Any) -> None:
    outbox.handler("test.poison")(refusing(RuntimeError("张三 370299")))
    outbox.put("test.poison", "p", {})
    clock.forward(seconds=1)
    outbox.put("test.sent", "a", {"to": "a"})

    assert outbox.carry_out() == 2

    assert sent == ["a"]
    poison = Message.objects.get(key="p")
    assert (poison.attempts, poison.done_at) == (1, None)
    assert poison.due_at == clock.at + timedelta(seconds=2)


@pytest.mark.usefixtures("clock")
def test_trouble_is_told_without_the_words_of_the_exception() -> None:
    outbox.handler("test.poison")(refusing(RuntimeError("张三 370299")))
    outbox.handler("test.refused")(refusing(Refused("plates.taken", plate="鲁B·12345")))
    outbox.put("test.poison", "p", {})
    outbox.put("test.refused", "r", {})

    outbox.carry_out()

    told = dict(Message.objects.values_list("key", "last_trouble"))
    assert told == {"p": "builtins.RuntimeError", "r": "refused: plates.taken"}


@pytest.mark.usefixtures("clock")
def test_what_a_failing_handler_wrote_is_undone() -> None:
    @outbox.handler("test.half")
    def half(_payload: dict[str, Any]) -> None:
        outbox.put("test.other", "other", {})
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    outbox.put("test.half", "h", {})

    assert outbox.carry_out() == 1
    assert list(Message.objects.values_list("key", "last_trouble")) == [("h", "DataError")]


def test_retries_become_rarer_and_never_end() -> None:
    waits = [outbox.retry_after(attempts).total_seconds() for attempts in (1, 2, 3, 10, 11, 12, 10_000)]

    assert waits == [2, 4, 8, 1024, 2048, 3600, 3600]


def test_what_was_tried_often_shows_as_stuck(clock: Any) -> None:
    outbox.handler("test.poison")(refusing(RuntimeError()))
    outbox.put("test.poison", "p", {})
    for _ in range(outbox.STUCK_AFTER):
        assert outbox.stuck() == []
        assert outbox.carry_out() == 1
        clock.forward(minutes=5)

    assert [(m.key, m.attempts, m.trouble) for m in outbox.stuck()] == [("p", 5, "builtins.RuntimeError")]


@pytest.mark.usefixtures("sent")
def test_a_message_without_a_handler_is_left_alone_and_shows_as_stuck(clock: Any) -> None:
    outbox.put("test.unknown", "u", {})
    outbox.put("test.sent", "a", {"to": "a"})

    assert outbox.carry_out() == 1
    clock.forward(minutes=11)

    assert [(m.key, m.trouble) for m in outbox.stuck()] == [("u", "no handler is registered in this process")]


def test_a_topic_has_one_handler() -> None:
    outbox.handler("test.sent")(refusing(RuntimeError()))

    def another(_payload: dict[str, Any]) -> None: ...

    with pytest.raises(ValueError, match=r"test\.sent has two handlers"):
        outbox.handler("test.sent")(another)
