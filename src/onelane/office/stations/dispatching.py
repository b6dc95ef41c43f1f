"""Dispatch (邮寄): a parcel is packed and handed to the post, where the applicant chose the post."""

from __future__ import annotations

from datetime import datetime

from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications.models import Application
from onelane.office.delivery import actions as delivery
from onelane.office.delivery import queries as parcels
from onelane.office.stations import limits
from onelane.office.stations.card_printing import physical
from onelane.office.stations.desk import Answers, Desk, Visit

BY_POST = frozenset({"ems", "post"})


class Dispatch(Desk):
    """Opens the parcel with the step, and lets the case go when the post has it."""

    def opened(self, visit: Visit) -> None:
        """Open the parcel with the recipient's address and begin to count the hours to the post."""
        if not _by_post(visit):
            return
        approved = _approved(visit)
        papers = visit.snapshot["papers"]
        delivery.open_parcel(
            case_id=visit.case.pk, to=_address(visit), approved_at=approved, actor=visit.actor, at=visit.at,
            contents=[str(one) for one in papers] if isinstance(papers, list) else [],
        )  # fmt: skip
        due = limits.post_due_at(approved, visit.case.office_id)
        applications.place(case_id=visit.case.pk, desk=visit.step, due_at=due, at=visit.at)

    def ready_made(self, visit: Visit) -> bool:
        """Tell whether nothing is to be sent: it is collected, or it is electronic only."""
        return not _by_post(visit)

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse `delivery.not_handed_over` until the carrier has the parcel."""
        parcel = parcels.parcel_of(visit.case.pk)
        if _by_post(visit) and (parcel is None or parcel.handed_over_at is None):
            raise Refused("delivery.not_handed_over")
        return super().check(visit, answers)

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the parcel holds it
        """Take the application from the desk: the rest is the carrier's."""
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def undone(self, visit: Visit) -> None:  # noqa: ARG002 - the post does not give it back
        """What the post has is not taken back by a press of undo."""
        raise Refused("delivery.with_the_post")

    def closed(self, visit: Visit) -> None:
        """Make the parcel void: the case went back before it left."""
        delivery.drop(case_id=visit.case.pk, actor=visit.actor, at=visit.at)
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def dropped(self, visit: Visit) -> None:
        """Make the parcel void: the case is over."""
        self.closed(visit)


def _by_post(visit: Visit) -> bool:
    return physical(visit) and str(visit.answers.get("delivery_mode") or "") in BY_POST


def _approved(visit: Visit) -> datetime:
    """Return when the case was approved; a case without an application counts from now."""
    found = Application.objects.filter(pk=visit.case.pk).values_list("approved_at", flat=True).first()
    return found or visit.at


def _address(visit: Visit) -> delivery.Address:
    told = {key: str(visit.answers.get(key) or "") for key in
            ("recipient_name", "recipient_mobile", "recipient_address", "recipient_postcode")}  # fmt: skip
    return delivery.Address(
        told["recipient_name"], told["recipient_mobile"], told["recipient_address"], told["recipient_postcode"]
    )
