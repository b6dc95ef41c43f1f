"""Number choice (选号): with the number chosen the state knows the car, its owner and its number."""

from __future__ import annotations

from contextlib import suppress

from onelane.kernel.refusal import Refused
from onelane.office.certificates import actions as certificates
from onelane.office.plates import actions as plates
from onelane.office.plates import queries as numbers
from onelane.office.stations import registration
from onelane.office.stations.desk import Answers, Desk, Visit


class NumberChoice(Desk):
    """Issues the chosen number and registers the vehicle in the same transaction (R164 art.12, 43)."""

    def opened(self, visit: Visit) -> None:
        """Sit the case down to choose, so that its first press finds everything ready."""
        with suppress(Refused):  # a car without a category of plates is told so when it chooses
            plates.sit(case_id=visit.case.pk, office=visit.actor.office)

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse `stations.no_number_chosen` until one of the drawn numbers is taken."""
        number = numbers.chosen(visit.case.pk)
        if number is None:
            raise Refused("stations.no_number_chosen")
        return {**super().check(visit, answers), "chosen_number": number.plate}

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the file holds them
        """Issue the number, register the vehicle, and have its papers ready to be printed."""
        plates.issue(case_id=visit.case.pk, actor=visit.actor, at=visit.at)
        vehicle = registration.register(visit)
        papers = visit.snapshot["papers"]
        data = registration.paper_data(visit, vehicle)
        for kind in papers if isinstance(papers, list) else []:
            if kind != "plates":
                certificates.issue(
                    case_id=visit.case.pk, kind=str(kind), data=data, actor=visit.actor, subject=f"vehicle:{vehicle.pk}"
                )  # fmt: skip

    def closed(self, visit: Visit) -> None:
        """Return the numbers on offer to the pool."""
        plates.give_back(case_id=visit.case.pk, actor=visit.actor, at=visit.at)

    def undone(self, visit: Visit) -> None:  # noqa: ARG002 - no registration is undone
        """A registration is not taken back by a press of undo: it needs a deed of its own."""
        raise Refused("stations.registered_already")

    def reopened(self, visit: Visit, *, asked: bool) -> None:  # noqa: ARG002 - as above
        """A registered car is not sent back past its registration either."""
        raise Refused("stations.registered_already")

    def dropped(self, visit: Visit) -> None:
        """Return the numbers to the pool; what is registered is revoked by another deed (R164 art.80), not here."""
        number = numbers.chosen(visit.case.pk)
        if number is not None and number.state == "issued":
            raise Refused("stations.registered_already")
        self.closed(visit)
