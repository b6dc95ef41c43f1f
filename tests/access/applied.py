"""What citizen one has applied for: a case whose parcel waits in the post room."""

from __future__ import annotations

from typing import Any

from tests import known, make
from tests.applying_online import Walk

from home_office import DELIVERY, SERVICE
from onelane.kernel.actor import Actor


def applications(account: Any) -> dict[str, Any]:
    """Return what fills the addresses of the online office."""
    from onelane.office.cases.models import Case
    from onelane.office.certificates import queries as papers
    from onelane.office.delivery import actions as delivery
    from onelane.office.delivery import queries as parcels
    from onelane.office.stations import actions as stations
    from onelane.office.stations import applying, judging

    citizen = Actor(str(account.pk), "citizen", make.OFFICE)
    car = known.vehicle(owner=account.person, vin=known.vin(901))
    sent = applying.begin(service=SERVICE, applicant=account.person_id, subject=car.pk, channel="portal", actor=citizen)
    applying.save(case_id=sent.pk, answers=DELIVERY, actor=citizen)
    applying.submit(case_id=sent.pk, actor=citizen)
    reviewer = make.actor("reviewer", name="the-reviewer")
    judging.take_next(actor=reviewer)
    judging.judge_rest(case_id=sent.pk, actor=reviewer)
    judging.approve(case_id=sent.pk, actor=reviewer)
    printer = make.actor("certificate_printer")
    paper = papers.papers_of(sent.pk)[0]
    from onelane.office.certificates import actions as certificates

    certificates.note_print(paper_id=paper.pk, actor=printer)
    stations.complete(case_id=sent.pk, step="card-printing", actor=printer)
    parcel = parcels.parcel_of(sent.pk)
    assert parcel is not None
    delivery.pack(parcel_id=parcel.pk, actor=make.actor("post_room"))
    return {
        "cases.number": Case.objects.values_list("number", flat=True).get(pk=sent.pk),
        "online.case_id": sent.pk,
        "cards.case_id": sent.pk,
        "cards.paper_id": paper.pk,
        "parcel_id": parcel.pk,
        **_ready(account),
        **_reported(account),
    }


def _ready(account: Any) -> dict[str, Any]:
    """Return a case that waits at the pick-up desk."""
    walk = Walk(SERVICE, (account.person, known.vehicle(owner=account.person, vin=known.vin(907)).pk))
    walk.apply(mark_form="paper", delivery_mode="counter")
    walk.until("pick-up")
    return {"pick-up.case_id": walk.id}


def _reported(account: Any) -> dict[str, Any]:
    """Return a report that waits for a supervisor, with its evidence."""
    from onelane.office.cases.models import Document
    from onelane.office.stations import applying, handing_in

    walk = Walk("exam-report", (account.person, account.person_id))
    begun = applying.begin(
        service=walk.code, applicant=account.person_id, subject=None, channel="portal", actor=walk.citizen
    )
    handing_in.hand_in(case_id=begun.pk, code="evidence", pictures=[make.Image(b"seen")], actor=walk.citizen)
    walk.apply()
    return {
        "supervision.case_id": walk.id,
        "supervision.document_id": Document.objects.filter(case_id=walk.id).first().pk,
    }
