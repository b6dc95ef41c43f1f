"""Card printing (制证): the papers of an online case are printed before they are packed or handed over."""

from __future__ import annotations

from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications.models import Application
from onelane.office.certificates import queries as papers
from onelane.office.stations import in_the_hall, limits
from onelane.office.stations.certificate_making import CertificateMaking
from onelane.office.stations.desk import Answers, Visit

ELECTRONIC = "electronic"


class CardPrinting(CertificateMaking):
    """Prints what is to be held in a hand; an electronic paper needs no printer."""

    def opened(self, visit: Visit) -> None:
        """Put the case into the queue by its due time: the hours to the post are running."""
        approved = Application.objects.filter(pk=visit.case.pk).values_list("approved_at", flat=True).first()
        if approved is not None:
            due = in_the_hall.due_at(visit) or limits.post_due_at(approved, visit.case.office_id)
            applications.place(case_id=visit.case.pk, desk=visit.step, due_at=due, at=visit.at)

    def ready_made(self, visit: Visit) -> bool:
        """Tell whether there is nothing to print, or everything was printed before the case came back."""
        return not physical(visit) or all(paper.printed for paper in papers.papers_of(visit.case.pk))

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse `stations.papers_not_printed` while a paper that is wanted in the hand is not printed."""
        return super().check(visit, answers) if physical(visit) else {}

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the papers hold it
        """Take the case from the printer's queue."""
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def undone(self, visit: Visit) -> None:
        """Put the case back into the printer's queue."""
        self.opened(visit)

    def closed(self, visit: Visit) -> None:
        """Take the case from the printer's queue."""
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def dropped(self, visit: Visit) -> None:
        """Take the case from the printer's queue: it is over."""
        self.closed(visit)


def physical(visit: Visit) -> bool:
    """Tell whether a case ends with something to hold in the hand."""
    forms = [str(told) for code, told in visit.answers.items() if code.endswith("_form")]
    listed = visit.snapshot["papers"]
    return bool(listed) and ELECTRONIC not in forms
