"""Questions about kiosks: which one asks, how they stand, what they print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.kiosks import rules
from onelane.office.kiosks.digests import digest
from onelane.office.kiosks.models import Kiosk, Login, Slip
from onelane.registers.offices import catalogue


@dataclass(frozen=True, slots=True)
class Standing:
    """A kiosk as staff see it: its parts, and the one word that says it all."""

    kiosk: Kiosk
    parts: dict[rules.Part, rules.PartState]
    state: str  # new, locked, offline, away, out, low, closed, ok
    uses: int = 0


def by_key(office: str, name: str, key: str) -> Kiosk:
    """Return the machine that shows this key; refuse `auth.device_unknown`, and nothing more is told."""
    found = Kiosk.objects.filter(key_digest=digest("key", key), office_id=office, name=name, retired_at=None).first()
    if not key or found is None:
        raise Refused("auth.device_unknown")
    return found


def by_reader(key: str) -> Kiosk:
    """Return the machine whose reading program shows this key; refuse `auth.device_unknown`."""
    found = Kiosk.objects.filter(reader_digest=digest("reader", key), retired_at=None).first()
    if not key or found is None:
        raise Refused("auth.device_unknown")
    return found


def kiosk(kiosk_id: int, office: str) -> Kiosk:
    """Return a machine of an office that is not retired; refuse `kiosk.not_found`."""
    found = Kiosk.objects.filter(pk=kiosk_id, office_id=office, retired_at=None).first()
    if found is None:
        raise Refused("kiosk.not_found")
    return found


def shut(one: Kiosk, at: datetime) -> str:
    """Return the code of the refusal for which a machine serves nobody now, or nothing."""
    if one.locked_at is not None:
        return "kiosk.locked"
    open_now = rules.is_open(at.astimezone(clock.OFFICE_ZONE), one.opens, one.closes)
    return "" if open_now else "kiosk.closed"


def offered(one: Kiosk) -> list[str]:
    """Return the services of a machine in the order in which the article names them."""
    found = [
        (int(name.split()[1]), service.code)
        for service in catalogue.current().services.values()
        if "kiosk" in service.offered and rules.serves(service.code, one.services)
        for name in service.seed
        if name.startswith("kiosk ")
    ]
    return [code for _, code in sorted(found)]


def standing(office: str, at: datetime) -> list[Standing]:
    """Return how the machines of an office stand, those with trouble first; one statement."""
    found = [how(one, at) for one in Kiosk.objects.filter(office_id=office, retired_at=None)]
    return sorted(found, key=lambda one: (one.state == "ok", one.kiosk.name))


def how(one: Kiosk, at: datetime) -> Standing:
    """Return how one machine stands."""
    parts = rules.parts_told(one.told)
    return Standing(one, parts, _word(one, parts, at))


def _word(one: Kiosk, parts: dict[rules.Part, rules.PartState], at: datetime) -> str:
    if not one.key_digest:
        return "new"
    if one.locked_at is not None:
        return "locked"
    if rules.is_offline(one.seen_at, at):
        return "offline"
    if (worst := rules.worst(parts)) not in {"ok", "unknown"}:
        return worst
    return "closed" if shut(one, at) else "ok"


def receipt_of(case_id: int) -> Slip | None:
    """Return the receipt of a case, printed or not, or None before there is one."""
    return Slip.objects.filter(case_id=case_id, kind="receipt").first()


def slip(slip_id: int) -> Slip | None:
    """Return a slip by its key."""
    return Slip.objects.filter(pk=slip_id).first()


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in that a machine asks a phone to confirm."""

    sign: str
    office: str
    check_no: str
    is_confirmed: bool


def asked(token: str, at: datetime) -> Asked:
    """Return the sign-in behind a QR code; refuse `kiosk.login_over`."""
    found = (
        Login.objects.select_related("kiosk")
        .filter(token_digest=digest("login", token), used_at=None, until__gt=at)
        .first()
    )
    if found is None:
        raise Refused("kiosk.login_over")
    return Asked(found.kiosk.name, found.kiosk.office_id, found.check_no, found.confirmed_at is not None)


def login_state(login_id: int, one: Kiosk) -> str:
    """Tell whether a sign-in waits, can be taken, or is over."""
    found = Login.objects.filter(pk=login_id, kiosk=one, used_at=None, until__gt=clock.now()).first()
    if found is None:
        return "over"
    return "wait" if found.confirmed_at is None else "go"
