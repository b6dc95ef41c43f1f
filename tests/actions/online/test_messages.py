"""Who is told what, how, and what happens when the carrier is silent."""

from __future__ import annotations

import importlib
import string
from pathlib import Path
from typing import Any

import pytest

from onelane.office.messages import rules
from onelane.records import outbox
from online_case import Case, citizen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _handlers() -> None:
    for room in ("stations", "messages", "delivery", "checks"):
        importlib.import_module(f"onelane.office.{room}.tasks")


def told(case: Case) -> list[Any]:
    from onelane.office.messages import queries

    return list(reversed(queries.of_case(case.id)))


def test_the_applicant_is_told_at_every_turn_and_once(case: Case) -> None:
    case.apply().take().judge().approve().send()
    outbox.carry_out(50)
    outbox.carry_out(50)
    assert [(one.template, one.channel, one.state) for one in told(case)] == [
        ("submitted", "sms", "sent"), ("approved", "sms", "sent"), ("posted", "sms", "sent"),
    ]  # fmt: skip


def test_while_the_carrier_is_silent_the_message_waits_and_is_sent_later(
    case: Case, clock: Any, tmp_path: Path, settings: Any
) -> None:
    down = Path(settings.ONELANE["PRACTICE"]) / "messages-down"
    down.touch()
    case.apply()
    outbox.carry_out(20)
    assert [one.state for one in told(case)] == ["waiting"]
    down.unlink()
    clock.forward(minutes=5)
    outbox.carry_out(20)
    assert [one.state for one in told(case)] == ["sent"]


def test_a_message_that_could_not_be_sent_for_a_day_is_given_up(case: Case, clock: Any, settings: Any) -> None:
    (Path(settings.ONELANE["PRACTICE"]) / "messages-down").touch()
    case.apply()
    outbox.carry_out(20)
    clock.forward(hours=25)
    outbox.carry_out(20)
    assert [one.state for one in told(case)] == ["given_up"]


def test_the_applicant_chooses_how_he_is_told(case: Case) -> None:
    from onelane.office.messages import actions
    from onelane.office.messages.models import Choice
    from onelane.registers.people.models import Account

    Account.objects.filter(pk=int(case.citizen.id)).update(email="shi@example.cn")
    actions.choose(person=case.person, sms=False, mail=True, wechat=True, actor=case.citizen)
    Choice.objects.filter(person_id=case.person).update(wechat_id="openid-1")
    case.apply()
    outbox.carry_out(20)
    assert {one.channel for one in told(case)} == {"mail", "wechat"}


def test_an_english_reader_is_told_in_english(case: Case) -> None:
    case.begin(language="en").save().photo().submit()
    outbox.carry_out(20)
    assert told(case)[0].words.startswith("Your application “Bicycle mark” has come in")


def test_a_one_time_code_goes_to_the_number_alone_and_is_forgotten(clock: Any) -> None:
    from onelane.office.messages import actions
    from onelane.office.messages.models import Letter

    payload = {"template": "one-time-code", "mobile": "13800000009", "language": "zh-hans",
               "facts": {"code": "123456", "minutes": 10}}  # fmt: skip
    outbox.put("message.send", "code:1", payload)
    outbox.carry_out(5)
    outbox.carry_out(5)
    letter = Letter.objects.get()
    assert (letter.person_id, letter.state, "123456" in letter.words) == (None, "sent", True)
    clock.forward(minutes=11)
    actions.forget_codes()
    letter.refresh_from_db()
    assert letter.words == ""


@pytest.mark.parametrize("code", sorted(rules.templates()))
def test_a_template_says_the_same_facts_in_both_languages(code: str) -> None:
    one = rules.templates()[code]
    english = {name for _, name, _, _ in string.Formatter().parse(one.en) if name}
    assert one.facts == english
    place = {"day", "time", "site", "subject", "why"}  # of a booking; none of them is personal
    assert one.facts <= {"title", "number", "count", "parcel", "code", "minutes", "serial"} | place
    assert one.to


def test_every_event_that_is_told_has_words() -> None:
    from architecture import tree

    events = {
        node.args[1].value
        for _, module in tree.sources()
        for node in __import__("ast").walk(module)
        if getattr(getattr(node, "func", None), "id", "") == "tell" and len(node.args) > 1
        and hasattr(node.args[1], "value")
    }  # fmt: skip
    assert events
    assert events <= rules.templates().keys()


def test_whoever_applied_for_another_is_told_too(case: Case) -> None:
    from onelane.office.cases.applications.models import Application

    case.apply()
    other, agent = citizen(2)
    Application.objects.filter(pk=case.id).update(acted_by=agent.id)
    outbox.carry_out(20)
    assert {one.person_id for one in told(case)} == {case.person, other}
