"""Decided by the rules at a machine (自助办理): every authority asked said yes, and nothing is there for human eyes."""

from __future__ import annotations

from contextlib import suppress

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.applications.models import Application
from onelane.office.cases.applications.rules import REVIEW
from onelane.office.cases.models import Document
from onelane.office.checks import queries as checks
from onelane.office.photos import queries as photos
from onelane.office.photos.queries import PAPER
from onelane.office.stations import checking, legality, papers_wanted
from onelane.office.stations.desk import Visit
from onelane.registers.offices.queries import settings_of

CHANNEL = "kiosk"
TAKEN_BY_MACHINE = frozenset({"id-photo"})
"""Papers that a machine takes and checks itself; any other one waits for a reviewer."""
MOST = 50


def decided(visit: Visit) -> bool:
    """Tell whether an application that came over a machine can be approved without a reviewer.

    An authority that has not answered yet, is silent, or says no leaves it to the reviewer, and so does a rule that
    does not hold, so that nobody is refused by a machine.
    """
    found = Application.objects.filter(pk=visit.case.pk).values_list("channel", "service").first()
    if found is None or found[0] != CHANNEL:
        return False
    if found[1] not in settings_of(visit.case.office_id).names("kiosk.rules_decide"):
        return False
    if any(one.state != "answered" or not one.holds for one in checks.checks_of(visit.case.pk)):
        return False
    handed_in = {one.code for one in papers_wanted.wanted(visit.case.pk) if one.documents}
    if handed_in - TAKEN_BY_MACHINE or not _photo_passes(visit):
        return False
    return all(one.holds for one in legality.verdicts(visit, visit.answers, checking.known(visit.case.pk)))


def _photo_passes(visit: Visit) -> bool:
    """Tell whether the ID photo in the file passed its check, or there is none to be judged."""
    mine = Document.objects.filter(case_id=visit.case.pk, kind=PAPER, withdrawn_at=None)
    found = photos.judgements([*mine.values_list("pk", flat=True)])
    return mine.count() == len(found) and all(one.passes for one in found.values())


def decide_waiting() -> None:
    """Go on with the applications of machines whose authorities have answered meanwhile."""
    from onelane.office.stations import actions as stations

    waiting = Application.objects.select_related("case").filter(desk=REVIEW, channel=CHANNEL, closed_at=None)
    for one in waiting.order_by("due_at")[:MOST]:
        rules = Actor(id="rules", role="system", office=one.office_id)
        if REVIEW in one.case.ready_steps and decided(Visit(one.case, REVIEW, rules, clock.now())):
            with suppress(Refused):  # a reviewer took it up meanwhile
                stations.complete(case_id=one.pk, step=REVIEW, actor=rules)
