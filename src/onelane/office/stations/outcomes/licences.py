"""Outcomes for driving licences (驾驶证): renewed, reduced, replaced, deferred, contact details changed."""

from __future__ import annotations

from onelane.office.cases.rules import drivers as law
from onelane.office.cases.rules.dates import age
from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import told
from onelane.registers.drivers import actions as drivers
from onelane.registers.drivers import rules
from onelane.registers.people import actions as people


def renewed(visit: Visit) -> None:
    """Renew the licence (期满换证): 6, 10 years, long-term while no period reached 12 points (R162 art.62)."""
    clean = told.known(visit).get("driver.clean") is True
    drivers.renew(licence_id=told.subject(visit), clean=clean, actor=visit.actor, at=visit.at)


def reduced(visit: Visit) -> None:
    """Exchange the classes that are past their age (超龄换证): to C1 or C2, F for motorcycles (R162 art.65)."""
    known = told.known(visit)
    years = age(told.date_of(known["person.birth_date"]), told.today(visit))
    heavy = law.HEAVY_AGE[law.ORDER_172 if told.today(visit) >= law.ORDER_172 else law.ORDER_123]
    kept = law.kept_after(
        rules.classes_of(str(known["driver.classes"])), years, heavy, told.text(visit, "target_class"),
        keep_trailer=visit.answers.get("keep_trailer") is True,
    )  # fmt: skip
    drivers.reduce_classes(licence_id=told.subject(visit), classes=rules.written(kept), actor=visit.actor, at=visit.at)


def damaged(visit: Visit) -> None:
    """Replace a damaged card (损毁换证, R162 art.66): term, classes and file number stay."""
    drivers.replace_card(licence_id=told.subject(visit), why="damaged", actor=visit.actor, at=visit.at)


def lost(visit: Visit) -> None:
    """Replace a lost card (遗失补证, R162 art.69): the old one is void from now on."""
    drivers.replace_card(licence_id=told.subject(visit), why="lost", actor=visit.actor, at=visit.at)


def renewal_deferred(visit: Visit) -> None:
    """Defer the renewal (延期换证): status N."""
    _defer(visit, "N")


def medical_deferred(visit: Visit) -> None:
    """Defer the medical certificate (延期提交身体条件证明): status P."""
    _defer(visit, "P")


def review_deferred(visit: Visit) -> None:
    """Defer the review (延期审验): status T."""
    _defer(visit, "T")


def contact_changed(visit: Visit) -> None:
    """Change the driver's mobile, address and employer (驾驶人变更联系方式, R162 art.81)."""
    known = told.known(visit)
    people.know(
        kind="individual", id_type=str(known["person.id_type"]), id_no=str(known["person.id_no"]),
        name=str(known["person.name"]), mobile=told.text(visit, "new_mobile"),
        mail_address=told.text(visit, "new_mail_address"), postcode=told.text(visit, "new_postcode"),
        actor=visit.actor, at=visit.at,
    )  # fmt: skip
    if employer := told.text(visit, "employer"):
        drivers.employ(licence_id=told.subject(visit), employer=employer, actor=visit.actor, at=visit.at)


def _defer(visit: Visit, kind: str) -> None:
    drivers.defer(
        licence_id=told.subject(visit), kind=kind, since=told.day(visit, "deferral_from"),
        until=told.day(visit, "deferral_to"), reason=told.text(visit, "deferral_reason"), actor=visit.actor,
        at=visit.at,
    )  # fmt: skip
