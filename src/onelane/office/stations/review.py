"""Review (审核): the rules of law are applied to the whole file."""

from __future__ import annotations

from onelane.kernel.numbers import plate
from onelane.kernel.refusal import Refused
from onelane.office.stations import legality, registration
from onelane.office.stations.desk import Answers, Desk, Visit


class Review(Desk):
    """Lets a case through when every rule it opened with says yes (R164 art.12, 15)."""

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Return the findings and the plate category; refuse `stations.rule_says_no` with each rule's name."""
        clean = super().check(visit, answers)
        told = {**visit.answers, **clean}
        registration.not_yet_known(told)
        against = [verdict.rule for verdict in legality.verdicts(visit, told) if not verdict.holds]
        if against:
            raise Refused("stations.rule_says_no", rules=against)
        if "vehicle_type" in told:
            kind, fuel, nature = (str(told.get(key, "")) for key in ("vehicle_type", "fuel_type", "use_nature"))
            clean["plate_category"] = plate.category_for(kind, fuel, nature)
        return clean
