"""Hand-over (发放): the owner signs for plates and papers, and the visit is over."""

from __future__ import annotations

from onelane.kernel.refusal import Refused
from onelane.office.stations.desk import Answers, Desk, Visit

HANDED = "things_handed"  # the answer that lists the things given, by code


class HandOver(Desk):
    """Asks who received the things and lets nobody go while one of them lies on the desk; the visit ends with it."""

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Return clean answers; refuse `hand_over.things_missing` with the codes of what was not handed over."""
        given = answers.pop(HANDED, [])
        handed = {str(one) for one in given} if isinstance(given, list) else set()
        due = things(visit)
        left = [one for one in due if one not in handed]
        if left:
            raise Refused("hand_over.things_missing", things=left)
        clean = super().check(visit, answers)
        return {**clean, HANDED: [*due]} if due else clean


def things(visit: Visit) -> list[str]:
    """Return the codes of what this case ends with: plates and papers, in the order of the service."""
    listed = visit.snapshot["papers"]
    return [str(one) for one in listed] if isinstance(listed, list) else []
