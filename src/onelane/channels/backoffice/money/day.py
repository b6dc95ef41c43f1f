"""The reconciliation page (对账与日结): does yesterday's money add up, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.backoffice.money import words
from onelane.channels.shared import answers, inputs, spreadsheet
from onelane.channels.shared.access import actor_of, staff
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.channels.shared.wording import status_of
from onelane.kernel import clock, money
from onelane.kernel.refusal import Refused
from onelane.office.payments import actions as payments
from onelane.office.payments import queries as bills

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from onelane.kernel.actor import Actor
    from onelane.office.payments.books import Entry
    from onelane.office.payments.sheet import Difference, Side

AT_ONCE = 50
FAR = 10**15


@dataclass(frozen=True, slots=True)
class Line:
    """A difference as it is shown."""

    row: Difference
    where: str
    title: str
    advice: str


@staff("treasurer", "manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show a day: what each side says, what differs and why, and whether it can be signed."""
    return _shown(request, _day(request.GET.get("day", "")))


def _press(deed: Callable[[HttpRequest, Actor, date], object]) -> Callable[[HttpRequest], HttpResponse]:
    """Do a deed about a day and show the day again; a refusal stands above it."""

    @staff("treasurer", "manager")
    @require_POST
    def press(request: HttpRequest) -> HttpResponse:
        day = _day(request.POST.get("day", ""))
        try:
            deed(request, actor_of(request), day)
        except Refused as refused:
            if answers.wants_json(request):
                raise
            return _shown(request, day, refused=refused)
        return redirect(f"{reverse('money:day')}?day={day.isoformat()}")

    return press


@_press
def fetch(request: HttpRequest, actor: Actor, day: date) -> None:
    """Fetch a provider's statement and compare."""
    payments.reconcile(provider=request.POST.get("provider", "")[:16], day=day, actor=actor)


@_press
def settle(request: HttpRequest, actor: Actor, _day: date) -> None:
    """Say how a difference was settled."""
    number = inputs.whole_number(request.POST, "difference", low=1, high=FAR)
    note = request.POST.get("note", "").replace("\x00", "")
    payments.settle_difference(difference_id=number, note=note, actor=actor)


@_press
def sign(_request: HttpRequest, actor: Actor, day: date) -> None:
    """Sign the day."""
    payments.sign_day(day=day, actor=actor)


@staff("treasurer", "manager")
@require_GET
def treasury(request: HttpRequest) -> HttpResponse:
    """Hand out a day's payments and refunds for the treasury; there are no personal data in it."""
    day = _day(request.GET.get("day", ""))
    head = [gettext("Time"), gettext("Bill"), gettext("Receipt"), gettext("Provider"), gettext("Way"),
            gettext("Order or refund"), gettext("Transaction"), gettext("Yuan")]  # fmt: skip
    content = spreadsheet.written([head, *_rows(bills.entries(actor_of(request).office, day))])
    headers = {"Content-Disposition": f'attachment; filename="treasury-{day.isoformat()}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _rows(found: Iterable[Entry]) -> list[list[str]]:
    return [
        [
            one.at.astimezone(clock.OFFICE_ZONE).strftime("%Y-%m-%d %H:%M:%S"), one.bill.number, one.receipt,
            words.provider(one.attempt.provider), words.means(one.attempt.means),
            one.refund.refund_no if one.refund else one.attempt.out_trade_no, one.attempt.transaction_id or "",
            money.in_yuan(one.amount),
        ]
        for one in found
    ]  # fmt: skip


def _shown(request: HttpRequest, day: date, *, refused: Refused | None = None) -> HttpResponse:
    actor = actor_of(request)
    sheet = bills.day_sheet(actor.office, day, limit=AT_ONCE)
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < clock.today() else None,
        "is_over": day < clock.today(),
        "sheet": sheet,
        "sides": [(words.provider(one.provider), one, _state(one)) for one in sheet.sides],
        "means": [(words.provider(one["provider"]), words.means(one["means"]), one) for one in sheet.means],
        "open": [_line(one) for one in sheet.open],
        "settled": [_line(one) for one in sheet.settled],
        "message": refusal_said(refused) if refused else "",
        "code": refused.code if refused else "",
    }
    return render(request, "backoffice/money/day.html", context, status=status_of(refused.code) if refused else 200)


def _state(side: Side) -> str:
    if side.statement is None:
        return "missing"
    return "same" if side.agrees else "differs"


def _line(row: Difference) -> Line:
    title, advice = words.cause(row.cause)
    return Line(row, words.provider(row.source), title, advice)


def _day(text: str) -> date:
    """Return the day that is asked for; what is no day, or lies ahead, is yesterday."""
    usual = clock.today() - timedelta(days=1)
    try:
        asked = date.fromisoformat(text[:10])
    except ValueError:
        return usual
    return asked if date(2000, 1, 1) <= asked <= clock.today() else usual
