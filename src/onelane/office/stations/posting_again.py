"""A second parcel (补寄): what came back goes to the address as the citizen corrects it, what is lost is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onelane.catalogue import forms
from onelane.catalogue.spec import Field, JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.cases.models import Case
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries as papers
from onelane.office.delivery import actions as delivery
from onelane.office.delivery import queries as parcels
from onelane.office.delivery.models import Parcel
from onelane.office.stations import actions as stations
from onelane.office.stations import applying
from onelane.records import live
from onelane.registers.offices import catalogue

STEP = "dispatch"
ASKED = ("recipient_name", "recipient_mobile", "recipient_address")
LOST = "邮寄途中遗失"


def asked() -> list[Field]:
    """Return what is asked of a parcel that came back: to whom and where it shall go."""
    known = catalogue.current().vocabulary.fields
    return [known[name] for name in ASKED]


def may_readdress(parcel: Parcel) -> bool:
    """Tell whether the citizen is asked for the address: his latest parcel came back."""
    return parcel.state == "returned"


@transaction.atomic
def readdress(*, case_id: int, answers: Mapping[str, JsonValue], actor: Actor, at: datetime | None = None) -> Parcel:
    """Send a parcel that came back once more, to the address that the citizen tells now."""
    at = at or clock.now()
    applying.own(case_id, actor)
    former = _latest(case_id)
    if not may_readdress(former):
        raise Refused("delivery.not_now", state=former.state, deed="readdress")
    told = {name: str(value) for name, value in forms.validate(asked(), {"delivery_mode": "ems", **answers}).items()}
    to = delivery.Address(told["recipient_name"], told["recipient_mobile"], told["recipient_address"])
    return _again(former, to, actor, at)


@transaction.atomic
def send_again(*, parcel_id: int, actor: Actor, at: datetime | None = None) -> Parcel:
    """Issue the papers of a lost parcel anew, the lost ones void, and open a second parcel to the same address."""
    at = at or clock.now()
    stations.must_work(STEP, actor)
    parcel = parcels.parcel(parcel_id, actor.office)
    Case.objects.select_for_update().get(pk=parcel.case_id)
    former = _latest(parcel.case_id)
    if former.pk != parcel.pk or former.state != "lost":
        raise Refused("delivery.not_now", state=former.state, deed="send_again")
    for paper in papers.papers_of(parcel.case_id):
        certificates.make_void(paper_id=paper.pk, why=LOST, actor=actor, replaced=True, at=at)
        certificates.issue(
            case_id=parcel.case_id, kind=paper.kind, subject=paper.subject, data=paper.data, actor=actor, at=at
        )
    to = delivery.Address(former.recipient, former.mobile, former.address, former.postcode)
    live.tell(live.station(actor.office, "card-printing"), "work", {"case": parcel.case_id})
    return _again(former, to, actor, at)


def must_be_printed(parcel: Parcel) -> None:
    """Refuse `stations.papers_not_printed` while a paper that goes into a second parcel is not printed."""
    if parcels.follows_a_lost_one(parcel) and any(not one.printed for one in papers.papers_of(parcel.case_id)):
        raise Refused("stations.papers_not_printed")


def _again(former: Parcel, to: delivery.Address, actor: Actor, at: datetime) -> Parcel:
    """Open the second parcel; the hours to the post run from the approval, so it stands on top of the list."""
    made = delivery.open_parcel(
        case_id=former.case_id, to=to, contents=former.contents, approved_at=former.approved_at,
        actor=Actor(actor.id, actor.role, former.office_id), at=at,
    )  # fmt: skip
    live.tell(live.ticket(former.case_id), "parcel", {"state": made.state})
    return made


def _latest(case_id: int) -> Parcel:
    found = parcels.parcel_of(case_id)
    if found is None:
        raise Refused("delivery.no_such_parcel")
    return found
