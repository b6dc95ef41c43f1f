"""Acceptance (受理): the papers come in at the lane window."""

from __future__ import annotations

from onelane.catalogue.spec import Material
from onelane.kernel.refusal import Refused
from onelane.office.stations import registration, slips
from onelane.office.stations.desk import Answers, Desk, Visit
from onelane.office.stations.papers_wanted import SEEN
from onelane.registers.offices import catalogue

TYPED = "acceptance_typed"  # the draft's answers that cannot stand yet, as they were typed
_BROUGHT_BY_THE_CAR = frozenset({"present", "collected_by_office"})


class Acceptance(Desk):
    """Takes the applicant's facts and the papers: all that is missing is told in one list (R164 art.3)."""

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Return clean answers; refuse `stations.papers_missing` with the complete list of what is missing."""
        seen = answers.pop(SEEN, [])
        clean = super().check(visit, answers)
        registration.not_yet_known(clean)
        known = {str(one) for one in seen} if isinstance(seen, list) else set()
        missing = [code for code in required(visit) if code not in known]
        if missing:
            raise Refused("stations.papers_missing", papers=missing)
        return {**_emptied(visit, clean), **clean, SEEN: [*sorted(known)]}

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the file holds them
        """Have the receipt of acceptance issued."""
        slips.accepted_later(visit.case.pk, visit.at)

    def undone(self, visit: Visit) -> None:
        """Make the receipt void: nothing is accepted now."""
        slips.not_accepted(visit.case, actor=visit.actor, at=visit.at)


def _emptied(visit: Visit, clean: Answers) -> Answers:
    """Return what the file still says and the form no longer does: an agent who was struck out is no agent."""
    gone = [field.code for field in visit.fields() if field.code not in clean]
    return {code: None for code in [*gone, TYPED] if visit.answers.get(code) is not None}


def required(visit: Visit) -> list[str]:
    """Return the materials that somebody must bring or the office must fetch, by code, in the order of the service."""
    offered = catalogue.current().vocabulary.materials
    listed = visit.snapshot["materials"]
    names = [str(one) for one in listed] if isinstance(listed, list) else []
    return [one for one in names if needed(offered[one])]


def needed(material: Material) -> bool:
    """Tell whether acceptance waits for a material: what comes with the car or is made here is seen in the bay."""
    return material.required and material.how not in _BROUGHT_BY_THE_CAR
