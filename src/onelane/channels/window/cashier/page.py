"""What the cashier's pages show: the open bills, one bill with its code, the day's takings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

from onelane.channels.shared import paying
from onelane.channels.shared.forms_from_catalogue import refusal_said, said
from onelane.channels.window.entry.page import minutes
from onelane.kernel import clock
from onelane.kernel.money import in_yuan
from onelane.kernel.refusal import Refused
from onelane.office.cases import queries as cases
from onelane.office.lane import queries as tickets
from onelane.office.payments import queries as payments
from onelane.records import live
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import QueryDict

    from onelane.catalogue.waivers import Waiver
    from onelane.kernel.actor import Actor

STEP = "payment"
MEANS = {
    "code": gettext_noop("By phone"),
    "page": gettext_noop("By phone"),
    "app": gettext_noop("By phone"),
    "cash": gettext_noop("Cash"),
    "card": gettext_noop("Card"),
}
WAITS = frozenset({"created", "paying", "unknown", "closing"})


def start(actor: Actor, *, number: str = "", refused: Refused | None = None) -> dict[str, object]:
    """Return the start page: find a ticket, the open bills, the takings of today."""
    taken = payments.takings(actor.office, clock.today())
    return {
        **open_bills(actor),
        "number": number,
        "takings": [(_taken_by(one), one) for one in taken],
        "total": sum(one.fen - one.refunded for one in taken),
        "topic": live.station(actor.office, STEP),
        **told(refused),
    }


def open_bills(actor: Actor) -> dict[str, object]:
    """Return the bills that wait for money, each with its ticket and for how long."""
    found, now = payments.open_bills(actor.office), clock.now()
    known = tickets.tickets_by_case(one.case_id for one in found)
    return {"bills": [(one, known.get(one.case_id), minutes(one.made_at, now)) for one in found]}


def one_bill(actor: Actor, case_id: int, *, refused: Refused | None = None) -> dict[str, object]:
    """Return one case at the cashier: its bill, the code if one is shown, and what comes next once it is paid."""
    case = cases.view(case_id, actor)
    bill = payments.bill_of(case_id)
    attempts = payments.attempts_of(bill.pk) if bill else []
    attempt = attempts[0] if attempts else None
    shown = attempt is not None and attempt.state in WAITS and attempt.seconds_left > 0 and attempt.code_url != ""
    stations = catalogue.current().vocabulary.stations
    return {
        "case": case,
        "ticket": tickets.ticket_of(case_id),
        "bill": bill,
        "lines": [(line["zh" if _chinese() else "en"], line["fen"]) for line in bill.lines] if bill else [],
        "attempt": attempt,
        "choices": paying.choices(),
        "paying_with": paying.name(attempt.provider) if attempt is not None else "",
        "waivers": [(one.code, said_by(one)) for one in payments.waivers(bill)] if bill else [],
        "qr": _qr(attempt.code_url) if attempt is not None and shown else "",
        "waits": case.state == "open" and any(one.code == STEP and one.standing == "now" for one in case.steps),
        "now": [said(stations[one.code].now) for one in case.steps if one.standing == "now" and one.code != STEP],
        "topics": [live.ticket(case_id), live.station(actor.office, STEP)],
        **told(refused),
    }


def _taken_by(one: payments.Taking) -> str:
    return f"{paying.name(one.provider)} · {gettext(MEANS.get(one.means, one.means))}"


def said_by(waiver: Waiver) -> str:
    """Return a waiver's name in the reader's language."""
    return waiver.zh if _chinese() else waiver.en


def drawer(actor: Actor, *, given: QueryDict | None = None, refused: Refused | None = None) -> dict[str, object]:
    """Return what lies in the drawer of this counter, note by note, and what should."""
    counted, moved = payments.drawer_of(actor.office, clock.today(), actor.counter)
    rows = []
    for worth in ("10000", "5000", "2000", "1000", "500", "100", "50", "10"):
        kept = counted.pieces.get(worth, 0) if counted else 0
        rows.append((worth, int(worth), given.get(f"n{worth}", "") if given else kept or ""))
    morning = in_yuan(counted.float_fen) if counted else ""
    return {
        "rows": rows,
        "counted": counted,
        "moved": moved,
        "float": given.get("float", "") if given else morning,
        "off": counted.counted_fen - counted.expected_fen if counted else 0,
        **told(refused),
    }


def told(refused: Refused | None) -> dict[str, str]:
    """Return what was just refused, for the frame."""
    return {"refusal": refusal_said(refused) if refused else "", "code": refused.code if refused else ""}


def _qr(address: str) -> str:
    drawn = segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="pay-code", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - an SVG of squares


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
