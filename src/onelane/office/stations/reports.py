"""Reports of irregularities in driving tests (驾考违规举报): taken up or not, investigated, answered by the clock.

No text of a real form or limit was found (domain reference, 2.21, confidence C); the reported side never learns who
reported (R162 art.49-50, 55, 102).
"""

from __future__ import annotations

from datetime import timedelta

from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications.models import Application
from onelane.office.stations import limits
from onelane.office.stations.desk import Answers, Desk, Visit
from onelane.office.stations.telling import tell
from onelane.registers.offices.queries import settings_of

ACCEPTANCE, INVESTIGATION = "report-acceptance", "report-investigation"


class ReportAcceptance(Desk):
    """Says within the working days of the service whether a report is taken up."""

    def opened(self, visit: Visit) -> None:
        """Put the report before the supervisors by its due time."""
        due = limits.due_at(visit.case.pk, visit.case.office_id, visit.at)
        applications.place(case_id=visit.case.pk, desk=visit.step, due_at=due, at=visit.at)

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - nothing is asked
        """Tell who reported that it is taken up."""
        Application.objects.filter(pk=visit.case.pk).update(approved_at=visit.at)
        tell(visit.case.pk, "report-taken-up", count=_days(visit.case.office_id))

    def undone(self, visit: Visit) -> None:
        """Put it back before the supervisors."""
        Application.objects.filter(pk=visit.case.pk).update(approved_at=None)
        self.opened(visit)

    def closed(self, visit: Visit) -> None:
        """Take it from the list."""
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def dropped(self, visit: Visit) -> None:
        """Take it from the list: it is over."""
        Application.objects.filter(pk=visit.case.pk).update(desk="", due_at=None, closed_at=visit.at)


class ReportInvestigation(ReportAcceptance):
    """Answers what was found and done, within so many days of the taking up."""

    def opened(self, visit: Visit) -> None:
        """Begin the second clock; it runs over weekends, as days do that are no working days."""
        due = visit.at + timedelta(days=_days(visit.case.office_id))
        applications.place(case_id=visit.case.pk, desk=visit.step, due_at=due, at=visit.at)

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the file holds them
        """Tell who reported that there is an answer."""
        self.closed(visit)
        tell(visit.case.pk, "report-answered")

    def undone(self, visit: Visit) -> None:  # noqa: ARG002 - whatever it is about
        """An answer that went out is not taken back by a press of undo."""
        raise Refused("stations.answered_already")


def _days(office: str) -> int:
    return settings_of(office).integer("report.answer_days")
