"""My bookings: what I may book, what I asked for and where I stand, what I have, and the way to give it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.portal.affairs.views import me
from onelane.channels.portal.bookings import calendars, words
from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.drawing import qr
from onelane.channels.shared.forms_from_catalogue import refusal_said
from onelane.kernel import clock
from onelane.office.bookings import actions as bookings
from onelane.office.bookings import queries, rules
from onelane.office.certificates import pdf
from onelane.office.stations import booking_slips, own_places
from onelane.registers.offices.queries import settings_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from onelane.kernel.actor import Actor
    from onelane.kernel.refusal import Refused
    from onelane.office.stations.own_places import Car, File

LOOK_AGAIN = "3"  # seconds
CANCEL = {True: "exam-booking-away-cancel", False: "exam-booking-cancel"}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that can be booked, or why not yet."""

    title: str
    href: str
    why: str
    done: str
    pay: str = ""


class Mine:
    """What the page of my bookings shows; what is not asked is not read."""

    def __init__(self, person: int, actor: Actor) -> None:
        self.person, self.actor, self.now = person, actor, clock.now()

    @cached_property
    def files(self) -> list[tuple[File, list[Line]]]:
        """Return my learner's files with their subjects."""
        return [(one, [_subject(one, each) for each in one.subjects])
                for one in own_places.files(self.person, clock.today())]  # fmt: skip

    @cached_property
    def cars(self) -> list[tuple[Car, list[Line]]]:
        """Return the vehicles for which a slot can be booked."""
        return [(one, [_slot(one, kind, why) for kind, why in one.may.items()])
                for one in own_places.cars(self.actor, clock.today())]  # fmt: skip

    @cached_property
    def _all(self) -> list[Any]:
        return queries.bookings_of(self.person)

    @property
    def held(self) -> list[Held]:
        """Return the places that lie ahead, the next first."""
        return [Held(one) for one in reversed(self._all) if one.state in rules.LIVE]

    @property
    def past(self) -> list[Held]:
        """Return what is over."""
        return [Held(one) for one in self._all if one.state not in rules.LIVE]

    @cached_property
    def wishes(self) -> list[Wished]:
        """Return what I asked for and have no answer to."""
        return [Wished(one) for one in queries.open_wishes(self.person)]


class Held:
    """One place as its holder sees it."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.title, self.when = words.title(row.kind, row.subject), words.when(row.session)
        self.site, self.address = words.site(row.session.site), words.address(row.session.site)
        self.look, self.word = words.state(row)

    @cached_property
    def until(self) -> Any:
        """Return the last day on which the place may be given back."""
        name = "exam.cancel_days" if self.row.kind == "test" else "booking.cancel_days"
        return rules.last_cancel_day(_day(self.row.session.starts_at), settings_of(self.row.office_id).integer(name))

    @property
    def may_cancel(self) -> bool:
        """Tell whether it may be given back today."""
        return bool(self.row.state == "booked" and clock.today() <= self.until)

    @property
    def code_drawn(self) -> Any:
        """Draw the code for a machine at the site."""
        return qr(self.row.code)

    @property
    def next(self) -> str:
        """Say what comes next."""
        if self.row.state == "make_up":
            return gettext("You did not reach the marks. The make-up is the same day: stay at the site.")
        if self.row.state == "displaced":
            return gettext("The office called it off: %(why)s. You keep your rank; please choose another session.") % {
                "why": self.row.why
            }
        return gettext(NEXT[self.row.state]) if self.row.state in NEXT else ""


class Wished:
    """One wish as its maker sees it."""

    def __init__(self, row: Any) -> None:
        self.row, self.title = row, words.title(row.kind, row.subject)

    @cached_property
    def sessions(self) -> list[Any]:
        """Return the sessions wished, the one wanted most first."""
        return [(words.when(one), words.site(one.site), one.deadline_at) for one in queries.sessions_of(self.row)]

    @property
    def rank(self) -> int:
        """Return where it stands now."""
        return queries.rank_now(self.row)

    @property
    def deadline(self) -> Any:
        """Return when the first places are given out."""
        return min((one[2] for one in self.sessions), default=None)

    @property
    def gathering(self) -> bool:
        """Tell whether it waits behind the fair door, for a few seconds."""
        return bool(self.row.kind != "test" and self.row.state == "waiting")


NEXT = {
    "booked": _("Bring your identity card. Come a quarter of an hour before it begins."),
    "passed": _("Passed. What comes next stands under “My bookings”."),
    "failed": _("You may book this subject again ten days after the test; the fee is paid anew."),
    "absent": _("Not coming to a test counts as failed."),
    "cancelled": _("You gave the place back; it does not count as an attempt."),
}


@require_GET
@citizen
def home(request: HttpRequest) -> HttpResponse:
    """Show what I may book, what I asked for and what I have."""
    return render(request, "portal/bookings/home.html", {"mine": Mine(me(request), actor_of(request))})


@require_GET
@citizen
def booking(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Show one place with its code."""
    return render(request, "portal/bookings/booking.html", {"held": _held(request, booking_id)})


@require_GET
@citizen
def calendar(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Give a place as a calendar file (.ics)."""
    held = _held(request, booking_id)
    made = calendars.event(held.row, held.title, f"{held.site} {held.address}".strip())
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{held.row.code}.ics"'
    return response


@require_POST
@citizen
def slip(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Give the slip of a place as a PDF with its code, sealed as soon as the worker has sealed it."""
    held, actor = _held(request, booking_id), actor_of(request)
    paper = booking_slips.for_holder(booking_id=held.row.pk, actor=actor)
    headers = {"Content-Disposition": f'inline; filename="{held.row.code}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf.sealed(paper) or pdf.render(paper), content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
@citizen
def cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Ask whether it is meant, then give the place back."""
    held, actor = _held(request, booking_id), actor_of(request)
    if request.method == "GET":
        return render(request, "portal/bookings/cancel.html", {"held": held})
    if held.row.learner is not None:
        away = held.row.learner.place_changes.exists()
        own_places.apply(
            service=CANCEL[away], applicant=held.row.person_id, subject=held.row.learner.pk,
            answers={"booking_code": held.row.code}, actor=actor,
        )  # fmt: skip
    else:
        bookings.cancel(booking_id=booking_id, actor=actor)
    messages.success(request, gettext("The place is given back."))
    return redirect("bookings:home")


@require_GET
@citizen
def wish(request: HttpRequest, wish_id: int) -> HttpResponse:
    """Show where a wish stands, or lead to the place that it got."""
    found = own_places.wish(wish_id, actor_of(request))
    got = queries.booking_of(found)
    if got is not None:
        return redirect("bookings:booking", got.pk)
    wished = Wished(found)
    response = render(request, "portal/bookings/wish.html", {"wished": wished, "drawn": queries.drawn_in(found)})
    if wished.gathering:
        response["Refresh"] = LOOK_AGAIN  # also without JavaScript
    return response


@require_POST
@citizen
def withdraw(request: HttpRequest, wish_id: int) -> HttpResponse:
    """Take a wish back."""
    bookings.withdraw(wish_id=own_places.wish(wish_id, actor_of(request)).pk, actor=actor_of(request))
    messages.success(request, gettext("Your wish is taken back."))
    return redirect("bookings:home")


def _held(request: HttpRequest, booking_id: int) -> Held:
    return Held(own_places.booking(booking_id, actor_of(request)))


def _subject(file: File, one: own_places.Subject) -> Line:
    address = f"{file.learner.pk}/{one.code}/"
    return Line(
        title=words.title("test", one.code), href="" if one.why else f"tests/{address}",
        why=refusal_said(one.why) if one.why and not one.passed_on else "", done=one.passed_on,
        pay=f"pay/{address}" if one.to_pay else "",
    )  # fmt: skip


def _slot(car: Car, kind: str, why: Refused | None) -> Line:
    href = "" if why else f"slots/{car.vehicle}/{kind}/"
    return Line(words.title(kind, ""), href, refusal_said(why) if why else "", "")


def _day(at: Any) -> Any:
    return at.astimezone(clock.OFFICE_ZONE).date()
