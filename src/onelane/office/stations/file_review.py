"""Online review (网上审核): every field and paper is judged, and every rule of law holds."""

from __future__ import annotations

from onelane.catalogue import OPENING
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications import actions as applications
from onelane.office.cases.applications import queries
from onelane.office.cases.applications.models import Application
from onelane.office.cases.applications.rules import REVIEW, unjudged, wrong
from onelane.office.stations import by_rules, checking, in_the_hall, legality, limits, papers_wanted
from onelane.office.stations.desk import Answers, Desk, Visit
from onelane.office.stations.telling import tell
from onelane.registers.offices import catalogue


class FileReview(Desk):
    """Lets an application through when nothing in it was found wrong (ALL art.34, 38)."""

    def opened(self, visit: Visit) -> None:
        """Put the application into the queue by its due time, and ask the other authorities."""
        checking.begin(visit)
        due = in_the_hall.due_at(visit) or limits.due_at(visit.case.pk, visit.case.office_id, visit.at)
        applications.place(case_id=visit.case.pk, desk=REVIEW, due_at=due, at=visit.at)

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse what is not judged, judged wrong, or against a rule that the application opened with."""
        clean = super().check(visit, answers)
        if by_rules.decided(visit):
            return clean
        judged = {key: one.holds for key, one in queries.judgements(visit.case.pk).items()}
        if not_yet := unjudged(items(visit), judged):
            raise Refused("applications.judge_all_first", count=len(not_yet))
        if found := wrong(judged):
            raise Refused("applications.found_wrong", count=len(found))
        told, heard = {**visit.answers, **clean}, checking.known(visit.case.pk)
        against = [one.rule for one in legality.verdicts(visit, told, heard) if not one.holds]
        if against:
            raise Refused("stations.rule_says_no", rules=against)
        return clean

    def ready_made(self, visit: Visit) -> bool:
        """Tell whether the rules decide it at a machine, and nobody has to look at it."""
        return by_rules.decided(visit)

    def done(self, visit: Visit, answers: Answers) -> None:  # noqa: ARG002 - the file holds them
        """Note the approval: from here the hours to the post are counted."""
        Application.objects.filter(pk=visit.case.pk).update(approved_at=visit.at, desk="", due_at=None)
        tell(visit.case.pk, "approved")

    def undone(self, visit: Visit) -> None:
        """Take the approval back, unless the result is recorded already."""
        Application.objects.filter(pk=visit.case.pk).update(approved_at=None)
        self.opened(visit)

    def closed(self, visit: Visit) -> None:
        """Take the application out of the queue."""
        applications.place(case_id=visit.case.pk, desk="", due_at=None, at=visit.at)

    def dropped(self, visit: Visit) -> None:
        """Take the application out of the queue: it is over."""
        Application.objects.filter(pk=visit.case.pk).update(desk="", due_at=None, closed_at=visit.at)


def items(visit: Visit) -> list[str]:
    """Return what a reviewer judges: each answer that the applicant gave, then each paper that he handed in."""
    words = catalogue.current().vocabulary.fields
    asks = visit.snapshot["asks"]
    asked = asks.get(OPENING, []) if isinstance(asks, dict) else []
    given = [name for name in asked if visit.answers.get(name) is not None and not words[name].fixed]
    handed_in = [one.code for one in papers_wanted.wanted(visit.case.pk) if one.documents]
    return [f"field:{name}" for name in given] + [f"paper:{code}" for code in handed_in]
