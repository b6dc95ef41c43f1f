"""A citizen's cases: where they stand, why they take their time, what is to be paid."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query, Router

from onelane.channels.api import shapes
from onelane.channels.api.applications import Number, asked, standing
from onelane.channels.api.callers import ApiRequest, Caller
from onelane.channels.api.doors import needs
from onelane.channels.api.keys import place, placed
from onelane.channels.shared.case_words import CaseWords, step_name
from onelane.channels.shared.drawing import worded
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.timeline import totals
from onelane.office.payments import actions as paying
from onelane.office.payments import queries as payments
from onelane.office.stations import applied
from onelane.registers.offices import catalogue

router = Router(tags=["Cases"])
SEE = ("cases", "app.cases")
Place = Annotated[str, Query(max_length=64, description="The `next` of the page before; empty for the first page.")]
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("", response=shapes.Cases, operation_id="listCases", summary="List the citizen's cases")
@needs(*SEE)
def list_cases(request: ApiRequest, after: Place = "", limit: Limit = 20) -> Any:
    """List what the citizen applied for, for himself or for others, the latest first."""
    found = applied.page(request.caller.actor, after=placed(after), limit=limit + 1)
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    return {"items": [standing(one) for one in shown], "next": place(last.begun_at, last.case_id) if last else ""}


@router.get("/{number}", response=shapes.Case, operation_id="getCase", summary="Read one case")
@needs(*SEE)
def get_case(request: ApiRequest, number: Number) -> Any:
    """Return one case in plain words: where it stands, who waits for whom, what was issued and where it is."""
    found = _own(request.caller, number)
    parcel = found.parcel if found.mine.submitted_at is not None else None
    return {
        **standing(found.mine),
        "title": worded(catalogue.current().services[found.mine.service].title),
        "words": found.standing, "waits_for_me": found.waits_for_me,
        "steps": [
            {"code": one.code, "title": step_name(one.code), "standing": one.standing, "until": one.until}
            for one in found.view.steps
        ],
        "asked": asked(found.mine.case_id) if found.asked else [],
        "refused_why": found.refused_why, "can_withdraw": found.can_withdraw,
        "issued": [{"name": name, "key": key} for name, key in found.issued],
        "parcel": {"number": parcel.number, "state": parcel.state, "words": found.parcel_state} if parcel else None,
    }  # fmt: skip


@router.get("/{number}/why", response=shapes.Why, operation_id="getWhy", summary="Why it takes so long")
@needs(*SEE)
def get_why(request: ApiRequest, number: Number) -> Any:
    """Return where the time of a case went, stretch by stretch without gaps, and the limit of law."""
    found = _own(request.caller, number)
    if found.mine.submitted_at is None:
        raise Refused("platforms.not_sent_yet")
    clocks = found.clocks
    return {
        "stretches": [
            {"who": one.who, "title": one.title, "since": one.since, "until": one.until} for one in found.lines
        ],
        "seconds": {who: int(time.total_seconds()) for who, time in totals(clocks.stretches).items()},
        "limit_working_days": clocks.limit_days, "article": clocks.article, "due_on": clocks.law.due,
    }  # fmt: skip


@router.get("/{number}/bill", response=shapes.Bill, operation_id="getBill", summary="Read the bill of a case")
@needs(*SEE)
def get_bill(request: ApiRequest, number: Number) -> Any:
    """Return what is to be paid, and the attempts to pay."""
    return _bill(_own(request.caller, number))


@router.post("/{number}/bill/attempts", response=shapes.Bill, operation_id="pay", summary="Ask for a link to pay")
@needs(*SEE)
def pay(request: ApiRequest, number: Number, told: shapes.Pay) -> Any:
    """Ask a provider for a link to pay the case's bill; while one is live, asking again gives the same."""
    found = _own(request.caller, number)
    bill = found.bill
    if bill is None:
        raise Refused("payments.no_such_bill")
    paying.start_attempt(bill_id=bill.pk, provider=told.provider, actor=request.caller.actor, way=told.way)
    return _bill(_own(request.caller, number))


def _own(caller: Caller, number: str) -> CaseWords:
    return CaseWords(applied.mine(number=number, actor=caller.actor), caller.actor)


def _bill(found: CaseWords) -> dict[str, Any]:
    bill = found.bill
    if bill is None:
        raise Refused("payments.no_such_bill")
    return {
        "number": bill.number, "fen": bill.amount, "state": bill.state,
        "lines": [{"name": worded(one), "fen": one["fen"]} for one in bill.lines],
        "providers": [code for code, _ways in payments.providers()],
        "attempts": [
            {
                "number": one.out_trade_no, "provider": one.provider, "state": one.state,
                "link": one.code_url if one.seconds_left else "", "seconds_left": one.seconds_left,
            }
            for one in payments.attempts_of(bill.pk)
        ],
    }  # fmt: skip
