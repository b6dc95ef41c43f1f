"""The deeds on parcels: open, pack, hand over, take a carrier's notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.delivery import rules
from onelane.office.delivery.gateway import Carrier, Consignment, Notice, Unknown
from onelane.office.delivery.models import Event, Parcel
from onelane.records import journal, live, outbox
from onelane.registers.offices.queries import settings_of

STATION = "dispatch"

# The row is the counter: two packing at once wait for each other, and no number is given twice.
_NEXT = """
INSERT INTO delivery_numberseries AS counter (office_id, last) VALUES (%s, 1)
ON CONFLICT (office_id) DO UPDATE SET last = counter.last + 1 RETURNING last
"""


class CarrierSilent(Exception):  # noqa: N818 - the carrier is, and the outbox asks again
    """The carrier gave no answer that can be trusted."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes."""

    recipient: str
    mobile: str
    address: str
    postcode: str = ""


def carrier() -> Carrier:
    """Return the carrier that the settings name."""
    found: Carrier = import_string(settings.ONELANE["CARRIER"])()
    return found


@transaction.atomic
def open_parcel(
    *, case_id: int, to: Address, contents: Sequence[str], approved_at: datetime, actor: Actor, at: datetime
) -> Parcel:
    """Open a parcel for the post room; a live one of the case is kept, with the address as it is now."""
    known = Parcel.objects.select_for_update().filter(case_id=case_id, state__in=rules.AT_THE_OFFICE).first()
    told = {"recipient": to.recipient, "mobile": to.mobile, "address": to.address, "postcode": to.postcode}
    if known is not None:
        Parcel.objects.filter(pk=known.pk).update(**told)
        return known
    parcel = Parcel.objects.create(
        office_id=actor.office, case_id=case_id, contents=[*contents], approved_at=approved_at, opened_at=at, **told
    )
    journal.note(actor, "parcel.opened", chain=f"case:{case_id}", subject=str(parcel.pk), at=at)
    return parcel


@transaction.atomic
def pack(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Parcel:
    """Close a parcel and give it its tracking number (打包贴单); packed already, nothing happens."""
    at = at or clock.now()
    parcel = _lock(parcel_id, actor)
    if parcel.state == "packed":
        return parcel
    state = rules.moved(_state(parcel), "pack")
    if not parcel.number:
        parcel.number = _number(parcel.office_id)
    parcel.state, parcel.packed_at, parcel.packed_by = state, at, actor.id
    with refused_by("one_parcel_a_number", "delivery.number_in_use"):
        parcel.save(update_fields=["state", "number", "packed_at", "packed_by"])
    _note(actor, "parcel.packed", parcel, at)
    return parcel


@transaction.atomic
def unpack(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Parcel:
    """Open a packed parcel again because something was wrong; it keeps its number."""
    at = at or clock.now()
    parcel = _lock(parcel_id, actor)
    parcel.state, parcel.packed_at, parcel.packed_by = rules.moved(_state(parcel), "unpack"), None, ""
    parcel.save(update_fields=["state", "packed_at", "packed_by"])
    _note(actor, "parcel.unpacked", parcel, at)
    return parcel


@transaction.atomic
def hand_over(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Parcel:
    """Hand a packed parcel to the carrier (交邮): the clock of 36 hours stops here."""
    at = at or clock.now()
    parcel = _lock(parcel_id, actor)
    parcel.state = rules.moved(_state(parcel), "hand_over")
    parcel.handed_over_at, parcel.handed_over_by = at, actor.id
    parcel.save(update_fields=["state", "handed_over_at", "handed_over_by"])
    _note(actor, "parcel.handed_over", parcel, at)
    outbox.put("delivery.announce", f"delivery.announce:{parcel.pk}", {"parcel_id": parcel.pk})
    return parcel


@transaction.atomic
def drop(*, case_id: int, actor: Actor, at: datetime) -> None:
    """Make the parcel of a case void while it is still at the office; one with the post is on its way."""
    for parcel in Parcel.objects.select_for_update().filter(case_id=case_id, state__in=rules.AT_THE_OFFICE):
        parcel.state = rules.moved(_state(parcel), "void")
        parcel.save(update_fields=["state"])
        _note(actor, "parcel.void", parcel, at)


def announce(*, parcel_id: int) -> None:
    """Tell the carrier of a parcel; raises CarrierSilent, upon which the outbox tries again."""
    parcel = Parcel.objects.get(pk=parcel_id)
    told = carrier().announce(
        Consignment(parcel.number, parcel.recipient, parcel.mobile, parcel.address, parcel.postcode)
    )
    if isinstance(told, Unknown):
        raise CarrierSilent(told.why)


def take_notice(*, headers: Mapping[str, str], body: bytes) -> Parcel:
    """Take a carrier's notice (轨迹通知): raises NoticeRefused before the database is asked anything."""
    return follow(notice=carrier().read_notice(headers, body))


@transaction.atomic
def follow(*, notice: Notice) -> Parcel:
    """Let a carrier's word change a parcel, once; the same notice again, or one out of date, changes nothing."""
    parcel = Parcel.objects.select_for_update().filter(number=notice.number).first()
    if parcel is None or not parcel.number:
        raise Refused("delivery.unknown_number")
    now = clock.now()
    event = Event(
        parcel=parcel, carrier_id=notice.carrier_id, event=notice.event, place=notice.place[:80], at=notice.at,
        received_at=now,
    )  # fmt: skip
    state = rules.after_notice(_state(parcel), notice.event, at=notice.at, last=parcel.last_event_at)
    if Event.objects.filter(carrier_id=notice.carrier_id).exists():
        return parcel
    event.save(force_insert=True)
    if parcel.state == "lost" and state != "returned" and _another_lives(parcel):
        state = _state(parcel)  # found after all, but a second one is on its way: the notice is kept, no more
    _moved_by(parcel, state, notice, now)
    return parcel


def _another_lives(parcel: Parcel) -> bool:
    gone = ("void", "returned", "lost")
    return Parcel.objects.filter(case=parcel.case_id).exclude(pk=parcel.pk).exclude(state__in=gone).exists()


def _moved_by(parcel: Parcel, state: rules.State, notice: Notice, now: datetime) -> None:
    changed = state != parcel.state
    parcel.state = state
    parcel.last_event_at = max(notice.at, parcel.last_event_at or notice.at)
    if state == "delivered" and changed:
        parcel.delivered_at = notice.at
    parcel.save(update_fields=["state", "last_event_at", "delivered_at"])
    if not changed:
        return
    system = Actor(id="carrier", role="system", office=parcel.office_id)
    _note(system, f"parcel.{state}", parcel, now)
    live.tell(live.ticket(parcel.case_id), "parcel", {"state": state})
    payload = {"case_id": parcel.case_id, "parcel_id": parcel.pk, "state": state}
    outbox.put("delivery.moved", f"delivery.moved:{parcel.pk}:{state}", payload)


def ask_carrier(*, parcel_id: int) -> int:
    """Ask the carrier about one parcel and follow what it says; return how many notices it had."""
    told = carrier().ask(Parcel.objects.values_list("number", flat=True).get(pk=parcel_id))
    if isinstance(told, Unknown):
        return 0
    for notice in told:
        follow(notice=notice)
    return len(told)


def _number(office: str) -> str:
    values = settings_of(office)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [office])
        serial = int(cursor.fetchone()[0])
    return rules.number(values.text("post.number_form"), values.text("post.number_prefix"), serial)


def _lock(parcel_id: int, actor: Actor) -> Parcel:
    parcel = Parcel.objects.select_for_update().filter(pk=parcel_id, office_id=actor.office).first()
    if parcel is None:
        raise Refused("delivery.no_such_parcel")
    return parcel


def _state(parcel: Parcel) -> rules.State:
    state: rules.State = parcel.state  # type: ignore[assignment]  # the column holds what `rules` moves to
    return state


def _note(actor: Actor, deed: str, parcel: Parcel, at: datetime) -> None:
    journal.note(actor, deed, chain=f"case:{parcel.case_id}", subject=f"parcel:{parcel.pk}", at=at)
    live.tell(live.station(parcel.office_id, STATION), "work", {"parcel": parcel.pk})
