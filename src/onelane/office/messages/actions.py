"""The deeds on messages: write to everybody who is to be told, send, choose how to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
from onelane.office.cases.plans import snapshot_of
from onelane.office.messages import rules
from onelane.office.messages.gateway import Outgoing, Sender, Unknown
from onelane.office.messages.models import Choice, Letter
from onelane.records import journal, live, outbox
from onelane.registers.people.models import Account, Person


class Silent(Exception):  # noqa: N818 - the provider is, and the outbox tries again
    """The provider gave no answer that can be trusted."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to be told: where he can be reached, and how he wants to be."""

    person: int | None
    ways: tuple[tuple[rules.Channel, str], ...]


@transaction.atomic
def write(*, payload: Mapping[str, Any], at: datetime | None = None) -> list[Letter]:
    """Write a message to everybody whom the table names, once each, over the channels that he chose."""
    at = at or clock.now()
    template = rules.template(str(payload["template"]))
    case_id, language, facts = payload.get("case_id"), str(payload.get("language", "")), dict(payload.get("facts", {}))
    if case_id is None:
        key = str(payload.get("key") or f"{template.code}:{payload['mobile']}:{at.timestamp():.6f}")
        return _letters(key, template, language, facts, [Reader(None, (("sms", str(payload["mobile"])),))], None, at)
    found = Application.objects.select_related("case").filter(pk=int(case_id)).first()
    if found is None:
        return []  # a case of the lane: its owner is told by the board and on his phone's page
    facts |= {"number": found.case.number, "title": _title(found, language or found.language)}
    key = f"{found.pk}:{template.code}:{payload.get('once', '')}"
    return _letters(key, template, language or found.language, facts, _readers(found, template), found.pk, at)


def _title(found: Application, language: str) -> str:
    title = snapshot_of(found.case.plan_id)["title"]
    names = title if isinstance(title, dict) else {}
    return str(names.get("zh" if language.startswith("zh") else "en", found.service))


def _letters(
    key: str, template: rules.Template, language: str, facts: Mapping[str, object], readers: list[Reader],
    case_id: int | None, at: datetime,
) -> list[Letter]:  # fmt: skip
    words = template.said(language or "zh", facts)
    made = []
    for reader in readers:
        for channel, address in reader.ways:
            letter, fresh = Letter.objects.get_or_create(
                key=f"{key}:{reader.person or ''}:{channel}"[:120],
                defaults={"person_id": reader.person, "case_id": case_id, "template": template.code, "words": words,
                          "channel": channel, "address": address, "made_at": at},
            )  # fmt: skip
            if fresh:
                outbox.put("message.deliver", f"message.deliver:{letter.pk}", {"letter_id": letter.pk})
                made.append(letter)
    return made


def _readers(found: Application, template: rules.Template) -> list[Reader]:
    people = [found.applicant_id] if "applicant" in template.to else []
    if "agent" in template.to and found.acted_by.isdecimal():
        agent = Account.objects.filter(pk=int(found.acted_by)).values_list("person_id", flat=True).first()
        people += [agent] if agent is not None else []
    return [_reader(person) for person in dict.fromkeys(people)]


def _reader(person: int) -> Reader:
    mobile = Person.objects.values_list("mobile", flat=True).get(pk=person)
    account = Account.objects.filter(person_id=person).first()
    choice = Choice.objects.filter(person_id=person).first() or Choice(person_id=person)
    has: dict[rules.Channel, str] = {
        "sms": (account.mobile if account else "") or mobile,
        "mail": account.email if account else "",
        "wechat": choice.wechat_id,
    }
    chosen = rules.channels(sms=choice.sms, mail=choice.mail, wechat=choice.wechat, has=has)
    return Reader(person, tuple((one, has[one]) for one in chosen))


def sender() -> Sender:
    """Return whoever the settings name to carry messages."""
    found: Sender = import_string(settings.ONELANE["MESSAGE_GATEWAY"])()
    return found


@transaction.atomic
def deliver(*, letter_id: int, at: datetime | None = None) -> Letter:
    """Send a message that waits; raises Silent while it is worth another try, and gives it up after a day."""
    at = at or clock.now()
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    if letter.state != "waiting":
        return letter
    channel: rules.Channel = letter.channel  # type: ignore[assignment]  # the table knows no other
    told = sender().send(Outgoing(letter.key, channel, letter.address, letter.template, letter.words))
    if isinstance(told, Unknown):
        if at - letter.made_at < rules.GIVE_UP_AFTER:
            raise Silent(told.why)
        letter.state = "given_up"
    else:
        letter.state, letter.sent_at, letter.reference = "sent", at, told.reference[:64]
    letter.save(update_fields=["state", "sent_at", "reference"])
    if letter.case_id is not None:
        live.tell(live.ticket(letter.case_id), "case", {"state": "told"})
    return letter


@transaction.atomic
def choose(*, person: int, sms: bool, mail: bool, wechat: bool, actor: Actor, at: datetime | None = None) -> Choice:
    """Keep how somebody wants to be told; refuse `messages.no_way_left` for none at all."""
    if not (sms or mail or wechat):
        raise Refused("messages.no_way_left")
    choice, _ = Choice.objects.update_or_create(person_id=person, defaults={"sms": sms, "mail": mail, "wechat": wechat})
    detail = {"sms": sms, "mail": mail, "wechat": wechat}
    journal.note(actor, "messages.chosen", chain=f"person:{person}", detail=detail, at=at)
    return choice


@transaction.atomic
def know_wechat(*, person: int, wechat_id: str) -> None:
    """Know where somebody is reached over WeChat; with nothing, WeChat is not chosen any more and SMS is again."""
    choice, _ = Choice.objects.get_or_create(person_id=person)
    choice.wechat_id = wechat_id
    if not wechat_id and choice.wechat:
        choice.wechat, choice.sms = False, choice.sms or not choice.mail
    choice.save(update_fields=["wechat_id", "wechat", "sms"])


def forget_codes(*, at: datetime | None = None) -> int:
    """Take the words of old one-time codes out (短信验证码 10 分钟); return how many."""
    before = (at or clock.now()) - rules.CODE_KEPT
    old = Letter.objects.filter(template=rules.CODE, made_at__lt=before).exclude(words="")
    return old.update(words="")
