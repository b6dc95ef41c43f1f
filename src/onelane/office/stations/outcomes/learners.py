"""Outcomes about driving tests (驾驶考试): the permit, the fee, a report."""

from __future__ import annotations

from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import told
from onelane.records import journal
from onelane.registers.drivers import actions as drivers


def permit_printed(visit: Visit) -> None:
    """Note that a learner's permit was given out again (打印学习驾驶证明, R162 art.41); the file itself stays."""
    journal.note(visit.actor, "learner.permit_given", chain=f"learner:{told.subject(visit)}", at=visit.at)


def fee_paid(visit: Visit) -> None:
    """Note that the fee of a subject is paid (考试费缴纳)."""
    drivers.exam_paid(
        learner_id=told.subject(visit), subject=told.text(visit, "exam_subject"), actor=visit.actor, at=visit.at
    )
