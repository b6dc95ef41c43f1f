"""Outcomes about driving tests (驾驶考试): the permit, the fee, a report."""

from __future__ import annotations

from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import told
from onelane.records import journal
from onelane.registers.drivers import actions as drivers
from onelane.registers.people import actions as people


def accepted(visit: Visit) -> None:
    """Open the learner's file of a first application (初次申领受理, R162 art.22): theory can be booked from now on."""
    _enrol(visit, "licence_class", told.text(visit, "driving_school"))


def class_added(visit: Visit) -> None:
    """Open the learner's file of a class to be added (增驾, R162 art.17), its health checked by the certificate."""
    _enrol(visit, "added_class", "")


def _enrol(visit: Visit, answer: str, school: str) -> None:
    known = told.known(visit)
    person = people.know(
        kind="individual", id_type=str(known["person.id_type"]), id_no=str(known["person.id_no"]),
        name=str(known["person.name"]), mobile=told.text(visit, "driver_mobile"), actor=visit.actor, at=visit.at,
    )  # fmt: skip
    drivers.enrol(
        person=person, office=visit.case.office_id, licence_class=told.text(visit, answer), school=school,
        accepted_on=told.today(visit), actor=visit.actor, at=visit.at,
    )  # fmt: skip


def permit_printed(visit: Visit) -> None:
    """Note that a learner's permit was given out again (打印学习驾驶证明, R162 art.41); the file itself stays."""
    journal.note(visit.actor, "learner.permit_given", chain=f"learner:{told.subject(visit)}", at=visit.at)


def fee_paid(visit: Visit) -> None:
    """Note that the fee of a subject is paid (考试费缴纳)."""
    drivers.exam_paid(
        learner_id=told.subject(visit), subject=told.text(visit, "exam_subject"), actor=visit.actor, at=visit.at
    )
