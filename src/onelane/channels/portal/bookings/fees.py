"""Pay the fee of a test: one press makes the bill, one more asks the provider for a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.portal.cases.views import case_of
from onelane.channels.shared import paying
from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.own_steps import OwnBill
from onelane.kernel.refusal import Refused
from onelane.office.bookings import rules
from onelane.office.payments import actions as payments
from onelane.office.stations import own_places
from onelane.records import live

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.channels.portal.cases.page import Page
    from onelane.office.cases.queries import CaseView


class Fees(OwnBill):
    """The bill of one of my cases."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def case(self) -> CaseView:
        """Return the case."""
        return self.page.view


@require_POST
@citizen
def open_bill(request: HttpRequest, learner_id: int, exam: str) -> HttpResponse:
    """Apply to pay the fee of a subject; pressed again it is the same bill."""
    actor = actor_of(request)
    learner, subject = own_places.own_learner(learner_id, actor), rules.subject_of(exam)
    unpaid = own_places.unpaid_case(learner.pk, subject)
    if unpaid:
        return redirect("bookings:fees", unpaid)
    begun = own_places.apply(
        service="exam-fee", applicant=learner.person_id, subject=learner.pk, answers={"exam_subject": subject},
        actor=actor, language=get_language() or "zh-hans",
    )  # fmt: skip
    return redirect("bookings:fees", begun.case.number)


@require_GET
@citizen
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the bill and the code to pay it with; paid, lead back to what can be booked now."""
    found = case_of(request, number)
    context = {"case": found, "fees": Fees(found), "topic": live.ticket(found.mine.case_id)}
    name = "part" if request.headers.get("HX-Request") == "true" else "page"
    return render(request, f"portal/bookings/fees_{name}.html", context)


@require_POST
@citizen
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the payment provider for a code."""
    found = case_of(request, number)
    bill = Fees(found).bill
    if bill is None:
        raise Refused("cases.step_not_open", step="payment")
    provider, way = paying.chosen(request.POST, on_the_phone=True)
    payments.start_attempt(bill_id=bill.pk, provider=provider, way=way, actor=found.actor)
    return redirect("bookings:fees", number)
