"""Outcomes for registered vehicles (机动车): marks, licence, plates, contact details, bindings, affiliations."""

from __future__ import annotations

from datetime import date

from onelane.kernel.refusal import Refused
from onelane.office.cases.rules.vehicles import next_mark
from onelane.office.stations.desk import Visit
from onelane.office.stations.outcomes import papers, told
from onelane.registers.offices.queries import settings_of
from onelane.registers.people import actions as people
from onelane.registers.vehicles import actions as vehicles
from onelane.registers.vehicles import queries


def mark_issued(visit: Visit) -> None:
    """Give an exempt car its next mark (申领免检标志): two more years, to the end of the month (R164 art.54)."""
    _mark(visit, next_mark(_ends(visit), told.today(visit)), "exempt")


def mark_replaced(visit: Visit) -> None:
    """Replace the mark (补换领检验合格标志, R164 art.57): the validity stays."""
    _mark(visit, _ends(visit), told.text(visit, "replacement_reason"))


def licence_replaced(visit: Visit) -> None:
    """Replace the vehicle licence (补换领行驶证, R164 art.52): the old one is void."""
    vehicles.replace(
        vehicle_id=told.subject(visit), what="vehicle-licence", why=told.text(visit, "replacement_reason"),
        form=told.text(visit, "licence_pages"), actor=visit.actor, at=visit.at,
    )  # fmt: skip


def plates_replaced(visit: Visit) -> None:
    """Order new plates from the plate room (补换领号牌, R164 art.51): the number stays, the old ones are void."""
    vehicles.replace(
        vehicle_id=told.subject(visit), what="plates", why=told.text(visit, "plate_reason"),
        form=told.text(visit, "plate_side"), actor=visit.actor, at=visit.at,
    )  # fmt: skip
    papers.temporary_plate(visit)


def contact_changed(visit: Visit) -> None:
    """Change the owner's contact details for one vehicle or all of his (变更联系方式, R164 art.23-24)."""
    vehicles.change_contact(
        vehicle_id=told.subject(visit), mobile=told.text(visit, "new_mobile"),
        address=told.text(visit, "new_mail_address"), postcode=told.text(visit, "new_postcode"),
        all_of_owner=visit.answers.get("all_vehicles") is True, actor=visit.actor, at=visit.at,
    )  # fmt: skip


def bound(visit: Visit) -> None:
    """Bind another person's vehicle (备案非本人机动车): the owner's number must end as the applicant says."""
    vehicle_id = queries.with_plate(told.text(visit, "bound_plate"), told.text(visit, "bound_category"))
    tail = told.text(visit, "owner_id_last4")
    if vehicle_id is None or not queries.owner_ends_with(vehicle_id, tail):
        raise Refused("vehicles.binding_mismatch")
    most = settings_of(visit.case.office_id).integer("binding.max_per_person")
    vehicles.bind(
        vehicle_id=vehicle_id, person_id=told.applied(visit).applicant, most=most, actor=visit.actor, at=visit.at
    )


def affiliated(visit: Visit) -> None:
    """Affiliate the vehicle with the unit (挂靠); the registered owner does not change."""
    unit = people.know(
        kind="unit", id_type="N", id_no=told.text(visit, "unit_uscc"), name=told.text(visit, "unit_name"),
        actor=visit.actor, at=visit.at,
    )  # fmt: skip
    until = told.day(visit, "affiliated_to") if told.text(visit, "affiliated_to") else None
    vehicles.affiliate(
        vehicle_id=told.subject(visit), unit=unit, since=told.day(visit, "affiliated_from"), until=until,
        contract_no=told.text(visit, "contract_no"), actor=visit.actor, at=visit.at,
    )  # fmt: skip


def _ends(visit: Visit) -> date:
    return told.date_of(told.known(visit)["vehicle.inspection_valid_to"])


def _mark(visit: Visit, valid_to: date, why: str) -> None:
    vehicles.mark(
        vehicle_id=told.subject(visit), valid_to=valid_to, why=why, form=told.text(visit, "mark_form"),
        actor=visit.actor, at=visit.at,
    )  # fmt: skip
