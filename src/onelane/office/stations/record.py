"""Record (登记): the registers learn the result, and the papers of the service are issued; nobody has to press."""

from __future__ import annotations

from onelane.kernel.refusal import Refused
from onelane.office.stations import outcomes
from onelane.office.stations.desk import Answers, Desk, Visit


class Record(Desk):
    """Completes itself: what is approved and paid for holds from this moment."""

    def ready_made(self, visit: Visit) -> bool:  # noqa: ARG002 - it never waits for anybody
        """Tell that there is nothing to wait for."""
        return True

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the file holds them
        """Carry the outcome out in the same transaction as the step."""
        outcomes.carry_out(visit)

    def undone(self, visit: Visit) -> None:  # noqa: ARG002 - no entry is undone
        """An entry in a register is not taken back by a press of undo."""
        raise Refused("stations.registered_already")

    def reopened(self, visit: Visit, *, asked: bool) -> None:  # noqa: ARG002 - as above
        """A recorded case is not sent back past its entry either."""
        raise Refused("stations.registered_already")

    def dropped(self, visit: Visit) -> None:
        """Nothing to take back while it is not recorded."""
