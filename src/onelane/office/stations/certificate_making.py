"""Certificate making (制证): every paper of the case has been printed before it leaves the room."""

from __future__ import annotations

from onelane.kernel.refusal import Refused
from onelane.office.certificates import queries as papers
from onelane.office.stations.desk import Answers, Desk, Visit


class CertificateMaking(Desk):
    """Lets the papers go when each was printed at least once."""

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse `stations.papers_not_printed` with the kinds that are still to be printed."""
        waiting = [paper.kind for paper in papers.papers_of(visit.case.pk) if not paper.printed]
        if waiting:
            raise Refused("stations.papers_not_printed", papers=waiting)
        return super().check(visit, answers)
