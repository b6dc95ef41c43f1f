"""Which desk works a step; a step without an entry is a plain one."""

from __future__ import annotations

from onelane.office.stations.acceptance import Acceptance
from onelane.office.stations.card_printing import CardPrinting
from onelane.office.stations.certificate_making import CertificateMaking
from onelane.office.stations.desk import Desk
from onelane.office.stations.dispatching import Dispatch
from onelane.office.stations.file_review import FileReview
from onelane.office.stations.hand_over import HandOver
from onelane.office.stations.inspection import Inspection, Photograph
from onelane.office.stations.number_choice import NumberChoice
from onelane.office.stations.payment import Payment
from onelane.office.stations.pick_up import PickUp
from onelane.office.stations.plate_making import PlateMaking
from onelane.office.stations.preselection import Choosing
from onelane.office.stations.record import Record
from onelane.office.stations.reports import ReportAcceptance, ReportInvestigation
from onelane.office.stations.review import Review

_PLAIN = Desk()
_DESKS: dict[str, Desk] = {
    "acceptance": Acceptance(),
    "inspection": Inspection(),
    "photograph": Photograph(),
    "review": Review(),
    "payment": Payment(),
    "number-choice": NumberChoice(),
    "plate-making": PlateMaking(),
    "certificate-making": CertificateMaking(),
    "hand-over": HandOver(),
    "file-review": FileReview(),
    "record": Record(),
    "preselection": Choosing(),
    "card-printing": CardPrinting(),
    "dispatch": Dispatch(),
    "pick-up": PickUp(),
    "report-acceptance": ReportAcceptance(),
    "report-investigation": ReportInvestigation(),
}


def desk(step: str) -> Desk:
    """Return the desk that works a step."""
    return _DESKS.get(step, _PLAIN)
