"""What a machine prints: a slip counts when it came out, is told when it did not, and can be tried again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from onelane.kernel import clock
from onelane.kernel.refusal import Refused, refused_by
from onelane.office.kiosks import rules
from onelane.office.kiosks.actions.enrolling import machine
from onelane.office.kiosks.devices import Devices, NotPrinted, Printer, Sheet, sheet_of
from onelane.office.kiosks.models import Kiosk, Slip
from onelane.office.kiosks.rules import PartState
from onelane.records import journal

MOST_TRIES = 6
TORN = "torn"


def devices() -> Devices:
    """Return the devices that the settings name."""
    found: Devices = import_string(settings.ONELANE["DEVICES"])()
    return found


def printer_of(kiosk: Kiosk) -> Printer:
    """Return the printer of a machine."""
    return devices().printer(office=kiosk.office_id, kiosk=kiosk.name, address=kiosk.printer)


def printer_state(kiosk: Kiosk) -> PartState:
    """Ask the printer of a machine how it stands."""
    return printer_of(kiosk).state()


@transaction.atomic
def make_receipt(*, kiosk: Kiosk, case_id: int, sheet: Sheet, at: datetime | None = None) -> Slip:
    """Write the receipt of a case down, to be printed; asked for again it is the same slip."""
    known = Slip.objects.filter(case_id=case_id, kind="receipt").first()
    if known is not None:
        return known
    with refused_by("one_receipt_a_case", "kiosk.printing_now"):
        return Slip.objects.create(
            kiosk=kiosk, case_id=case_id, kind="receipt", text=sheet.to_json(), made_at=at or clock.now()
        )


def make_test(*, kiosk: Kiosk, sheet: Sheet, at: datetime | None = None) -> Slip:
    """Write a slip down that only shows whether the printer works."""
    return Slip.objects.create(kiosk=kiosk, kind="test", text=sheet.to_json(), made_at=at or clock.now())


def put_out(*, slip_id: int, kiosk: Kiosk, at: datetime | None = None) -> Slip:
    """Print a slip at a machine and keep what became of it; a refusal `kiosk.paper_…` says why it did not come out.

    The printer is spoken to between two transactions: no row stays locked while paper moves, and a process that
    dies in between leaves a slip that nobody counts and anybody may try again.
    """
    at = at or clock.now()
    slip, after_torn = _begin(slip_id, kiosk, at)
    try:
        printer_of(kiosk).put_out(sheet_of(slip.text), after_torn=after_torn)
    except NotPrinted as no:
        _ended(slip.pk, kiosk, why=no.why, at=at)
        raise Refused(rules.REFUSALS[no.why]) from no
    return _ended(slip.pk, kiosk, why="", at=at)


@transaction.atomic
def _begin(slip_id: int, kiosk: Kiosk, at: datetime) -> tuple[Slip, bool]:
    """Say that a slip is being printed; tell too whether the try before it, at this machine, left paper hanging."""
    slip = Slip.objects.select_for_update().filter(pk=slip_id, kiosk=kiosk).first()
    if slip is None:
        raise Refused("kiosk.not_found")
    if slip.state == "printing" and slip.tried_at is not None and at - slip.tried_at < rules.PRINTING_TAKES:
        raise Refused("kiosk.printing_now")
    if slip.tries >= MOST_TRIES:
        raise Refused("kiosk.tried_enough")
    last = Slip.objects.filter(kiosk=kiosk, tried_at__isnull=False).order_by("-tried_at", "-pk").first()
    after_torn = last is not None and (last.state == "printing" or last.why == TORN)
    slip.state, slip.tries, slip.tried_at, slip.why = "printing", slip.tries + 1, at, ""
    slip.save(update_fields=["state", "tries", "tried_at", "why"])
    return slip, after_torn


@transaction.atomic
def _ended(slip_id: int, kiosk: Kiosk, *, why: str, at: datetime) -> Slip:
    slip = Slip.objects.select_for_update().get(pk=slip_id)
    slip.state, slip.why = ("failed", why[:20]) if why else ("printed", "")
    if not why:
        slip.copies, slip.printed_at = slip.copies + 1, at
    slip.save(update_fields=["state", "why", "copies", "printed_at"])
    chain = f"case:{slip.case_id}" if slip.case_id else f"kiosk:{kiosk.pk}"
    deed = "slip.failed" if why else "slip.printed"
    journal.note(machine(kiosk), deed, chain=chain, subject=f"{slip.kind}:{slip.pk}", detail={"why": why}, at=at)
    return slip
