"""Questions about money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, Sum

from onelane.catalogue.waivers import Waiver
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.payments.books import drawers, entries, span
from onelane.office.payments.gateway import Way
from onelane.office.payments.models import Attempt, Bill, Closing, DrawerCount, Receipt, Refund, Statement
from onelane.office.payments.providers import DESK, gateway_of, gateways, in_app
from onelane.office.payments.rules import LIVE, POLL_PLAN
from onelane.office.payments.sheet import bill_by_number, day_sheet, refund_desk, refundable
from onelane.registers.offices import catalogue

__all__ = ["bill_by_number", "day_sheet", "entries", "refund_desk", "refundable"]  # asked for through this room's door

TAKEN_ON_WITHIN = timedelta(minutes=5)  # a provider that answers at all takes a refund on at once
SILENT_AFTER = timedelta(minutes=2)  # past its end an attempt is a rarity and asked about less often


@dataclass(frozen=True, slots=True)
class AttemptStatus:
    """What the payer's page and the cashier's page show of one attempt."""

    out_trade_no: str
    provider: str
    means: str
    state: str
    code_url: str
    amount: int
    seconds_left: int
    bill_state: str
    refunded: int


@dataclass(frozen=True, slots=True)
class Taking:
    """What came in and went back by one means on one day, in fen."""

    provider: str
    means: str
    count: int
    fen: int
    refunded: int


def bill_of(case_id: int) -> Bill | None:
    """Return the bill of a case, the withdrawn ones left out."""
    return Bill.objects.filter(case_id=case_id).exclude(state="void").first()


def attempt_status(out_trade_no: str) -> AttemptStatus | None:
    """Return where an attempt stands, None when there is none of that number."""
    attempt = Attempt.objects.select_related("bill").filter(out_trade_no=out_trade_no).first()
    return None if attempt is None else _status(attempt)


def attempts_of(bill_id: int) -> list[AttemptStatus]:
    """List the attempts at a bill, newest first: what to scan now, and what was paid too much and goes back."""
    found = Attempt.objects.select_related("bill").filter(bill=bill_id)
    return [_status(attempt) for attempt in found.order_by("-pk")]


def _status(attempt: Attempt) -> AttemptStatus:
    left = max(0, int((attempt.expires_at - clock.now()).total_seconds()))
    return AttemptStatus(
        out_trade_no=attempt.out_trade_no,
        provider=attempt.provider,
        means=attempt.means,
        state=attempt.state,
        code_url=attempt.code_url,
        amount=attempt.amount,
        seconds_left=left if attempt.state in LIVE else 0,
        bill_state=attempt.bill.state,
        refunded=attempt.refunded_fen,
    )


def receipts_of(bill_id: int) -> list[Receipt]:
    """List the receipts of a bill, the red ones of its refunds after it."""
    return list(Receipt.objects.filter(bill=bill_id).order_by("pk"))


def open_bills(office: str) -> list[Bill]:
    """List the bills that wait for money, oldest first, each with its case at hand."""
    return list(Bill.objects.select_related("case").filter(office=office, state="open").order_by("made_at", "pk"))


def refunds_at_desk(office: str) -> list[Refund]:
    """List the refunds that a cashier must hand back: desk payments, and those a provider could not carry out."""
    waiting = Q(attempt__provider=DESK, state="asked") | Q(state="abnormal")
    found = Refund.objects.select_related("attempt__bill").filter(waiting, attempt__bill__office=office)
    return list(found.order_by("asked_at"))


def takings(office: str, day: date) -> list[Taking]:
    """Add up what the office took on a day (收款日报) by means, and what of that went back."""
    start = datetime.combine(day, datetime.min.time(), clock.OFFICE_ZONE)
    rows = (
        Attempt.objects.filter(bill__office=office, paid_at__gte=start, paid_at__lt=start + timedelta(days=1))
        .values("provider", "means")
        .annotate(count=Count("pk"), fen=Sum("paid_fen"), refunded=Sum("refunded_fen"))
        .order_by("provider", "means")
    )
    return [Taking(row["provider"], row["means"], row["count"], row["fen"], row["refunded"]) for row in rows]


def attempts_to_ask(at: datetime, *, limit: int) -> list[int]:
    """List the attempts whose provider should be asked now by the plan (轮询计划): those long past less often."""
    due = Q(asked_at__isnull=True)
    for until, every in POLL_PLAN:
        young = Q() if until == timedelta.max else Q(made_at__gt=at - until)
        due |= young & Q(asked_at__lte=at - every)
    long_past = Q(expires_at__lte=at - SILENT_AFTER) & Q(asked_at__gt=at - timedelta(minutes=1))
    found = Attempt.objects.filter(due, state__in=LIVE, made_at__lte=at - POLL_PLAN[0][1]).exclude(long_past)
    never_first = F("asked_at").asc(nulls_first=True)
    return list(found.order_by(never_first, "pk").values_list("pk", flat=True)[:limit])


def refunds_to_follow(at: datetime, *, every: timedelta, limit: int) -> list[str]:
    """List the refunds under way at a provider that were not asked about for a while.

    Among them are those that the provider has not taken on minutes after the asking: by then the outbox waits for up
    to an hour between tries, and nobody should wait so long for his money once the provider is there again.
    """
    late = at - TAKEN_ON_WITHIN
    silent = Q(state="asked", asked_at__lte=late) & (Q(followed_at=None) | Q(followed_at__lte=late))
    found = Refund.objects.filter(Q(state="under_way", followed_at__lte=at - every) | silent)
    mine = found.exclude(attempt__provider=DESK).order_by("followed_at", "pk")
    return list(mine.values_list("refund_no", flat=True)[:limit])


def providers() -> list[tuple[str, tuple[Way, ...]]]:
    """Return the providers that the office pays through, each with its ways, the usual one first."""
    return [(name, gateway.ways) for name, gateway in gateways().items()]


def payer_page(provider: str, *, back: str, state: str) -> str:
    """Return the address at which a provider asks who opened our page inside its app."""
    return in_app(provider).payer_page(back=back, state=state)


def payer_of(provider: str, code: str) -> str:
    """Return who opened our page; refuse `payments.payer_unknown` when the provider does not tell."""
    found = in_app(provider).payer_of(code)
    if not found:
        raise Refused("payments.payer_unknown", provider=provider)
    return found


def app_parameters(attempt: Attempt) -> dict[str, str]:
    """Return what our page hands to the provider's app to pay an attempt, signed a moment ago."""
    return in_app(attempt.provider).app_parameters(attempt.code_url)


def thanks(provider: str) -> str:
    """Return the body by which a provider knows that its notice arrived."""
    return gateway_of(provider).thanks


def waivers(bill: Bill) -> list[Waiver]:
    """List the waivers that held on the day of a bill and would still free something of it."""
    if bill.state != "open":
        return []
    day, codes = bill.made_at.astimezone(clock.OFFICE_ZONE).date(), {line["code"] for line in bill.lines}
    known = catalogue.current_waivers().values()
    return [one for one in known if one.holds_on(day) and codes & set(one.fees) and one.line_code not in codes]


def drawer_of(office: str, day: date, counter: str) -> tuple[DrawerCount | None, int]:
    """Return the count of a counter's drawer, and what cash came and went there on a day."""
    counted = DrawerCount.objects.filter(office=office, day=day, counter=counter or "desk").first()
    return counted, drawers(office, day).get(counter, 0)


def days_to_fetch(day: date) -> list[tuple[str, str]]:
    """List the offices and providers whose statement of a day is missing, where the office had anything to pay."""
    had = Attempt.objects.filter(made_at__gte=span(day)[0] - timedelta(days=1)).values_list("bill__office", flat=True)
    here = set(Statement.objects.filter(day=day).values_list("office_id", "provider"))
    signed = set(Closing.objects.filter(day=day).values_list("office_id", flat=True))
    wanted = ((office, name) for office in sorted(set(had) - signed) for name in gateways())
    return [one for one in wanted if one not in here]
