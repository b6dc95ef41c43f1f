"""A citizen's own papers (我的证照), and the register's extract that he asks for (登记信息查询)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.bookings import queries as bookings
from onelane.office.cases import store
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import credentials, proving, registrations
from onelane.office.certificates import queries as papers
from onelane.office.certificates.kinds import SORTS, kind_of
from onelane.office.certificates.models import Paper
from onelane.office.certificates.proving import word
from onelane.office.stations import booking_slips, own_affairs
from onelane.office.stations.register_facts import Subject, facts_for, subjects_of
from onelane.records import journal, reading
from onelane.registers.offices.queries import office_of, settings_of
from onelane.registers.people import queries as people

ABOUT = {"driver": "驾驶证登记信息", "vehicle": "机动车登记信息"}
LONGEST_REASON = 40  # it stands in the watermark of every page
# What an extract tells, in the register's order (R164 art.5, R162 art.5: the holder may ask for his own entry).
_DRIVER = (
    ("姓名", "person.name"), ("驾驶证号", "person.id_no"), ("档案编号", "driver.file_no"),
    ("准驾车型", "driver.classes"), ("初次领证日期", "driver.first_issued"), ("有效期始", "driver.valid_from"),
    ("有效期止", "driver.valid_to"),
)  # fmt: skip
_VEHICLE = (
    ("号牌号码", "vehicle.plate"), ("车辆识别代号", "vehicle.vin"), ("品牌", "vehicle.brand"),
    ("型号", "vehicle.model"), ("发动机号", "vehicle.engine_no"), ("登记日期", "vehicle.registered_on"),
    ("检验有效期至", "vehicle.inspection_valid_to"), ("登记证书编号", "vehicle.certificate_no"),
)  # fmt: skip
_CODED = (
    ("号牌种类", "vehicle.plate_category", "plate_category"), ("车辆类型", "vehicle.type", "vehicle_type"),
    ("使用性质", "vehicle.use_nature", "use_nature"),
)  # fmt: skip


def of(actor: Actor) -> list[Paper]:
    """Return the valid papers of a citizen: of his cases and bookings, about his licence and his own vehicles."""
    person = _person(actor)
    cases = [one.id for one in own_affairs.cases(person)]
    booked = [booking_slips.subject(one.pk) for one in bookings.bookings_of(person)]
    return papers.papers_of_any(cases, [*(_key(one) for one in subjects(actor)), *booked])


def one(actor: Actor, key: str) -> Paper:
    """Return a paper of his by its key, and note that he read it; refuse `certificates.no_such_paper`."""
    found = next((paper for paper in of(actor) if paper.key == key), None)
    if found is None:
        raise Refused("certificates.no_such_paper")
    chain = papers.chain_of(found)
    reading.note_reading(actor, chain, "own papers", [f"paper.{found.kind}"], chain=chain)
    return found


def subjects(actor: Actor) -> list[Subject]:
    """Return what a citizen may ask an extract about: his licence, and vehicles that are his own."""
    person = _person(actor)
    found = [subject for about in ABOUT for subject in subjects_of(person, about)]
    return [subject for subject in found if subject.own]


def extract(*, actor: Actor, about: str, subject_id: int, reason: str, at: datetime | None = None) -> Paper:
    """Issue the register's extract for the citizen himself: with the reason and the day in the watermark."""
    at = at or clock.now()
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise Refused("certificates.extract_needs_reason", longest=LONGEST_REASON)
    subject = next((one for one in subjects(actor) if (one.about, one.id) == (about, subject_id)), None)
    if subject is None:
        raise Refused("certificates.not_yours")
    day = at.astimezone(clock.OFFICE_ZONE).date()
    facts = facts_for(person_id=_person(actor), about=about, subject_id=subject_id, on=day)
    data: dict[str, JsonValue] = {
        "office": office_of(actor.office).name_zh, "about": ABOUT[about], "name": facts.get("person.name"),
        "reason": why, "asked_on": day.isoformat(), "rows": _rows(about, facts), "entries": _entries(_key(subject)),
    }  # fmt: skip
    reading.note_reading(actor, _key(subject), why, ["register extract"], chain=f"papers:{actor.office}")
    return certificates.issue(
        case_id=None, kind="register-extract", subject=_key(subject), data=data, actor=actor, at=at
    )  # fmt: skip


def credential(*, actor: Actor, key: str, device_key: Mapping[str, Any], at: datetime | None = None) -> bytes:
    """Return a citizen's driving licence (ISO/IEC 18013-5) or vehicle registration (ISO 7367, draft) for his phone.

    Each stands behind a setting of the office.
    """
    at = at or clock.now()
    paper = one(actor, key)
    values = settings_of(paper.office_id)
    opened = {
        "driving-licence": values.flag("papers.phone_credentials"),
        "vehicle-licence": values.flag("papers.phone_registrations"),
    }
    if not any(opened.values()) or not opened.get(paper.kind, True):
        raise Refused("certificates.no_phone_credentials")
    if paper.kind not in opened:
        raise Refused("certificates.no_such_paper")
    signer, certificate = proving.gateway().credential_key(paper.office_id)
    photo = paper.data.get("photo_sha256")
    journal.note(actor, "paper.sent_to_phone", chain=papers.chain_of(paper), subject=f"{paper.kind}:{paper.pk}", at=at)
    place = (proving.states_address(paper.office_id), paper.pk)
    if paper.kind == "vehicle-licence":
        return registrations.vehicle_registration(
            paper.data, device_key=device_key, signer=signer, certificate=certificate, at=at, place=place
        )
    return credentials.driving_licence(
        paper.data, portrait=store.get(photo) if photo else b"", device_key=device_key, signer=signer,
        certificate=certificate, at=at, place=place,
    )  # fmt: skip


def _rows(about: str, facts: Mapping[str, Any]) -> list[JsonValue]:
    rows: list[JsonValue] = [
        [label, str(facts.get(key) or ("长期" if key == "driver.valid_to" else "—"))]
        for label, key in (_DRIVER if about == "driver" else _VEHICLE)
    ]
    coded: list[JsonValue] = [[label, word(table, str(facts[key]))] for label, key, table in _CODED if facts.get(key)]
    return [*rows, *coded]


def _entries(subject: str) -> list[JsonValue]:
    """Return which papers were issued about it, oldest first."""
    found = [paper for paper in papers.papers_about(subject) if paper.kind != "register-extract"]
    return [[_day(paper), "签发证件", f"{SORTS[kind_of(paper.kind)].zh} {paper.serial}"] for paper in reversed(found)]


def _day(paper: Paper) -> str:
    return paper.issued_at.astimezone(clock.OFFICE_ZONE).date().isoformat()


def _key(subject: Subject) -> str:
    return f"{subject.about}:{subject.id}"


def _person(actor: Actor) -> int:
    person = people.person_of(actor)
    if person is None:
        raise Refused("auth.no_person")
    return person
