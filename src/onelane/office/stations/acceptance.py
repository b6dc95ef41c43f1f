"""Acceptance (受理): the papers come in at the lane window."""

from __future__ import annotations

from onelane.kernel.refusal import Refused
from onelane.office.stations.desk import Answers, Desk, Visit
from onelane.registers.offices import catalogue

SEEN = "materials_seen"  # the answer that lists the materials the clerk has seen or fetched
_BROUGHT_BY_THE_CAR = frozenset({"present", "collected_by_office"})


class Acceptance(Desk):
    """Takes the applicant's facts and the papers: all that is missing is told in one list (R164 art.3)."""

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Return clean answers; refuse `stations.papers_missing` with the complete list of what is missing."""
        seen = answers.pop(SEEN, [])
        clean = super().check(visit, answers)
        known = set(seen) if isinstance(seen, list) else set()
        missing = [code for code in required(visit) if code not in known]
        if missing:
            raise Refused("stations.papers_missing", papers=missing)
        return {**clean, SEEN: sorted(str(one) for one in known)}


def required(visit: Visit) -> list[str]:
    """Return the materials that somebody must bring or the office must fetch, by code, in the order of the service."""
    offered = catalogue.current().vocabulary.materials
    listed = visit.snapshot["materials"]
    names = [str(one) for one in listed] if isinstance(listed, list) else []
    return [one for one in names if offered[one].required and offered[one].how not in _BROUGHT_BY_THE_CAR]
