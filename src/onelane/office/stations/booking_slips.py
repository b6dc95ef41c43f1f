"""Booking slips (预约凭证): with the booking, or when whoever got a place by rank asks for one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.bookings import rules
from onelane.office.bookings.models import Booking
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries as papers
from onelane.office.certificates.models import Paper
from onelane.registers.offices.queries import office_of
from onelane.registers.people import queries as people

SERVICES = {"test": "机动车驾驶证考试", "inspection": "机动车检验", "exchange": "新能源号牌换发"}
SUBJECTS = {"1": "（科目一）", "2": "（科目二）", "3": "（科目三）", "4": "（科目三安全文明常识）"}
BRING = {"test": ["居民身份证"], "inspection": ["行驶证", "交强险凭证"], "exchange": ["居民身份证", "行驶证"]}


def subject(booking_id: int) -> str:
    """Return what a slip is about, as papers name it."""
    return f"booking:{booking_id}"


@transaction.atomic
def follow(booking_id: int, *, at: datetime | None = None) -> Paper | None:
    """Let the slip follow its booking: issue it while the place is held, make it void when it is not."""
    at = at or clock.now()
    booking = Booking.objects.select_related("session__site", "person").select_for_update(of=("self",)).get(
        pk=booking_id
    )  # fmt: skip
    office = Actor(id="worker:papers", role="system", office=booking.office_id)
    valid = papers.papers_about(subject(booking.pk))
    if booking.state in rules.LIVE:
        return valid[0] if valid else _issue(booking, office, at)
    for one in valid:
        certificates.make_void(paper_id=one.pk, why=_over(booking), actor=office, at=at)
    return None


@transaction.atomic
def for_holder(*, booking_id: int, actor: Actor, at: datetime | None = None) -> Paper:
    """Return the slip of a citizen's own booking, issued now if there is none; refuse `certificates.no_such_paper`."""
    person = people.person_of(actor)
    if person is None or not Booking.objects.filter(pk=booking_id, person=person).exists():
        raise Refused("certificates.no_such_paper")
    found = follow(booking_id, at=at)
    if found is None:
        raise Refused("certificates.no_such_paper")
    return found


def _over(booking: Booking) -> str:
    return {"cancelled": "预约已取消", "displaced": "场次已调整"}.get(booking.state, "预约已使用")


def _issue(booking: Booking, actor: Actor, at: datetime) -> Paper:
    starts, ends = (
        one.astimezone(clock.OFFICE_ZONE) for one in (booking.session.starts_at, booking.session.ends_at)
    )  # fmt: skip
    site = booking.session.site
    about = SUBJECTS.get(booking.subject, "") if booking.kind == "test" else ""
    return certificates.issue(
        case_id=None, kind="booking-slip", subject=subject(booking.pk), actor=actor, at=at,
        data={
            "office": office_of(booking.office_id).name_zh, "name": booking.person.name,
            "service": f"{SERVICES[booking.kind]}{about}预约", "booked_on": starts.date().isoformat(),
            "slot": f"{starts:%H:%M}–{ends:%H:%M}", "place": site.name_zh, "place_address": site.address_zh,
            "booking_code": booking.code, "bring": [*BRING[booking.kind]],
        },
    )  # fmt: skip
