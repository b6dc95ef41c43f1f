"""Pick-up (领取): what the applicant collects himself, at the desk or at a machine."""

from __future__ import annotations

from onelane.office.cases.applications import actions as applications
from onelane.office.stations import limits
from onelane.office.stations.card_printing import physical
from onelane.office.stations.desk import Answers, Desk, Visit
from onelane.office.stations.telling import tell

COLLECTED = frozenset({"counter", "kiosk"})


class PickUp(Desk):
    """Waits for whoever wanted to collect; what was posted or is electronic needs nobody to come."""

    def opened(self, visit: Visit) -> None:
        """Tell the applicant that it is ready."""
        if not self.ready_made(visit):
            due = limits.post_due_at(visit.at, visit.case.office_id)
            applications.place(case_id=visit.case.pk, desk=visit.step, due_at=due, at=visit.at)
            tell(visit.case.pk, "ready")

    def ready_made(self, visit: Visit) -> bool:
        """Tell whether there is nothing to collect."""
        return not physical(visit) or str(visit.answers.get("delivery_mode") or "") not in COLLECTED

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the file holds them
        """Take the case from the desk's list."""
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def undone(self, visit: Visit) -> None:
        """Put the case back on the desk's list."""
        self.opened(visit)

    def closed(self, visit: Visit) -> None:
        """Take the case from the desk's list."""
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def dropped(self, visit: Visit) -> None:
        """Take the case from the desk's list: it is over."""
        self.closed(visit)
