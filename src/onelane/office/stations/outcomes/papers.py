"""The papers of an outcome: each says what the registers know once the outcome holds, as a snapshot."""

from __future__ import annotations

from datetime import datetime

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.models import Document
from onelane.office.cases.rules.vehicles import temporary_plate_ends
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries
from onelane.office.certificates.rules import KINDS
from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import told
from onelane.office.stations.register_facts import facts_for
from onelane.registers.drivers.models import Licence
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import office_of
from onelane.registers.vehicles import queries as vehicles

Snapshot = dict[str, JsonValue]
LONG_TERM = "长期"
ID_PHOTO = "id-photo"
ROUTE = "全国范围内"
SEXES = {"male": "男", "female": "女"}
DEFERRED = {"renewal.deferred": "延期换证", "medical.deferred": "延期提交身体条件证明", "review.deferred": "延期审验"}


def issue(visit: Visit) -> None:
    """Issue each paper that the service names; plates are a thing of the plate room, and no paper."""
    listed = visit.snapshot["papers"]
    kinds = [str(one) for one in listed if one in KINDS] if isinstance(listed, list) else []
    one = told.applied(visit)
    for kind in kinds:  # a licence bears the register's file number: the one before is void from this moment
        certificates.issue(
            case_id=visit.case.pk, kind=kind, data=data(visit), actor=visit.actor, at=visit.at,
            subject=f"{one.about}:{one.subject}", replaces=str(visit.snapshot["outcome"]),
        )  # fmt: skip


def first_licence(*, person_id: int, licence: Licence, actor: Actor, at: datetime) -> None:
    """Issue the licence of whoever has passed everything, the same day (R162 art.60); an earlier one is void."""
    day = at.astimezone(clock.OFFICE_ZONE).date()
    known = facts_for(person_id=person_id, about="driver", subject_id=licence.pk, on=day)
    said: Snapshot = {
        "office": office_of(actor.office).name_zh, "issued_on": day.isoformat(), "photo_sha256": "",
        **_person(known), **_licence(known),
    }  # fmt: skip
    certificates.issue(
        case_id=None, kind="driving-licence", data=said, actor=actor, at=at, subject=f"driver:{licence.pk}",
        replaces="licence.first",
    )  # fmt: skip


def first_permit(*, person_id: int, learner_id: int, actor: Actor, at: datetime) -> None:
    """Issue the learner's permit with the first subject (学习驾驶证明, R162 art.40); an earlier one is void."""
    day = at.astimezone(clock.OFFICE_ZONE).date()
    known = facts_for(person_id=person_id, about="learner", subject_id=learner_id, on=day)
    said: Snapshot = {
        "office": office_of(actor.office).name_zh, "issued_on": day.isoformat(), "photo_sha256": "",
        **_person(known), **_learner(known),
    }  # fmt: skip
    certificates.issue(
        case_id=None, kind="learner-permit", data=said, actor=actor, at=at, subject=f"learner:{learner_id}",
        replaces="permit.printed",
    )  # fmt: skip


def temporary_plate(visit: Visit) -> None:
    """Issue a temporary plate for the days in which plates are made anew, where it was asked for (R164 art.51)."""
    if told.text(visit, "need_temp_plate") != "yes":
        return
    one, day = told.applied(visit), told.today(visit)
    said = data(visit)
    prefix = str(said.pop("plate"))[:2]
    certificates.issue(
        case_id=visit.case.pk, kind="temporary-plate", actor=visit.actor, at=visit.at,
        subject=f"{one.about}:{one.subject}", replaces=str(visit.snapshot["outcome"]),
        data=said | {
            "temporary_prefix": prefix, "valid_from": day.isoformat(), "route": ROUTE,
            "valid_to": temporary_plate_ends(day).isoformat(),
        },
    )  # fmt: skip


def data(visit: Visit) -> Snapshot:
    """Return what a paper of this case says, by the names that the papers read."""
    known = told.known(visit)
    common: Snapshot = {
        "office": office_of(visit.case.office_id).name_zh, "issued_on": told.today(visit).isoformat(),
        "case_no": visit.case.number, "photo_sha256": _photo(visit),
    }  # fmt: skip
    if told.applied(visit).about == "vehicle":
        return common | _vehicle(visit, known)
    return common | _person(known) | _licence(known) | _learner(known) | _deferral(visit)


def _photo(visit: Visit) -> str:
    """Return the photo that was handed in with the case, else the one on the paper that this one replaces."""
    one = told.applied(visit)
    mine = Document.objects.filter(case=visit.case, kind=ID_PHOTO, withdrawn_at=None).order_by("-added_at", "-pk")
    handed_in = mine.values_list("sha256", flat=True).first()
    former = (str(paper.data.get("photo_sha256") or "") for paper in queries.papers_about(f"{one.about}:{one.subject}"))
    return handed_in or next((sha256 for sha256 in former if sha256), "")


def _person(known: Snapshot) -> Snapshot:
    return {
        "name": known.get("person.name"), "id_no": known.get("person.id_no"), "id_type": known.get("person.id_type"),
        "licence_no": known.get("person.id_no"), "sex": SEXES.get(str(known.get("person.sex")), ""),
        "nationality": "中国", "birth_date": known.get("person.birth_date"),
        "address": known.get("person.domicile") or known.get("person.mail_address"),
    }  # fmt: skip


def _licence(known: Snapshot) -> Snapshot:
    if "driver.id" not in known:
        return {}
    return {
        "file_no": known["driver.file_no"], "classes": known["driver.classes"],
        "first_issued_on": known["driver.first_issued"], "valid_from": known["driver.valid_from"],
        "valid_to": known["driver.valid_to"] or LONG_TERM, "card_no": known["driver.card_no"],
    }  # fmt: skip


def _learner(known: Snapshot) -> Snapshot:
    if "learner.id" not in known:
        return {}
    return {
        "classes": known["learner.class"], "school": known["learner.school"] or "自学直考",
        "valid_from": known["learner.permit_on"], "valid_to": known["learner.permit_to"],
        "permit_no": known["learner.permit_no"],
    }  # fmt: skip


def _deferral(visit: Visit) -> Snapshot:
    deferred = DEFERRED.get(str(visit.snapshot["outcome"]))
    if deferred is None:
        return {}
    reasons = catalogue.current().vocabulary.fields["deferral_reason"].options
    return {
        "deferred": deferred, "reason": reasons[told.text(visit, "deferral_reason")].zh,
        "deferred_from": told.text(visit, "deferral_from"), "deferred_to": told.text(visit, "deferral_to"),
    }  # fmt: skip


def _vehicle(visit: Visit, known: Snapshot) -> Snapshot:
    owner = vehicles.owner_facts(told.subject(visit))
    return {
        **vehicles.particulars(told.subject(visit)),
        "plate": known["vehicle.plate"], "plate_category": known["vehicle.plate_category"],
        "vehicle_type": known["vehicle.type"], "use_nature": known["vehicle.use_nature"], "vin": known["vehicle.vin"],
        "certificate_no": known["vehicle.certificate_no"], "registered_on": known["vehicle.registered_on"],
        "inspection_valid_to": known["vehicle.inspection_valid_to"], **owner,
    }  # fmt: skip
