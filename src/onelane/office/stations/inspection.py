"""Inspection and photograph (查验, 照相): the record of the bay becomes answers of the case."""

from __future__ import annotations

from onelane.kernel.refusal import Refused
from onelane.office.cases import actions as cases
from onelane.office.cases import documents
from onelane.office.cases.models import Document
from onelane.office.inspection import queries as inspections
from onelane.office.inspection import rules
from onelane.office.stations.desk import Answers, Desk, Visit

STANDARD_PHOTO = "0111"  # left front, 45 degrees: the picture on the vehicle licence (GA 37)


class Inspection(Desk):
    """Lets a case through only with a record that was concluded as passed (GA 801)."""

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Return the values the inspector wrote; refuse `stations.inspection_not_passed`."""
        record = inspections.latest(case_id=visit.case.pk, actor=visit.actor)
        if record is None or not inspections.stands(record):
            raise Refused("stations.inspection_not_passed")
        rows = inspections.form_of(record).rows
        return super().check(visit, {**answers, **rules.answers_of(rows, record.video_ref)})


class Photograph(Desk):
    """Follows in the same bay and the same hand: with the standard picture taken there is nothing more to do."""

    follows = True

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Refuse `stations.photo_missing` until the standard picture of the car is in the file."""
        if not photographed(visit.case.pk):
            raise Refused("stations.photo_missing")
        return super().check(visit, answers)

    def ready_made(self, visit: Visit) -> bool:
        """Tell whether the inspector took the standard picture with the others."""
        return visit.actor.may("inspector") and photographed(visit.case.pk)

    def opened(self, visit: Visit) -> None:
        """Keep the car in the hand that inspected it."""
        if visit.actor.may("inspector"):
            cases.take_up(case_id=visit.case.pk, step="photograph", actor=visit.actor, at=visit.at)

    def reopened(self, visit: Visit, *, asked: bool) -> None:
        """Withdraw the standard picture when it was found wanting; after a re-inspection there is a new one anyway."""
        pictures = Document.objects.filter(case_id=visit.case.pk, kind=STANDARD_PHOTO, withdrawn_at=None)
        for picture in pictures if asked else ():
            documents.withdraw_document(document_id=picture.pk, why="sent back", actor=visit.actor, at=visit.at)


def photographed(case_id: int) -> bool:
    """Tell whether the standard picture of the car is in the file."""
    return Document.objects.filter(case_id=case_id, kind=STANDARD_PHOTO, withdrawn_at=None).exists()
