"""Choose a number at home (预选号牌): batches with a clock, composing, and the number that is held."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onelane.channels.portal import words
from onelane.channels.shared import wording
from onelane.channels.shared.access import actor_of, citizen
from onelane.channels.shared.composing import LONGEST_FORM, Composer
from onelane.kernel import clock
from onelane.kernel.refusal import Refused
from onelane.office.plates import queries as numbers
from onelane.office.stations import applied, doors, preselecting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from onelane.kernel.actor import Actor

LONGEST = 12


class Choice:
    """One citizen's application for a number; what is not asked is not read."""

    def __init__(self, number: str, actor: Actor) -> None:
        self.mine, self.actor, self.at = applied.mine(number=number, actor=actor), actor, clock.now()

    @cached_property
    def hand(self) -> Any:
        """Return what the case has in hand, or None before it is sent or after the number was used."""
        return numbers.hand_of(self.mine.case_id, self.actor.office)

    @cached_property
    def held(self) -> Any:
        """Return the number that is or was held, or None."""
        return numbers.hold_of(self.mine.case_id)

    @property
    def live(self) -> bool:
        """Tell whether the number is still held."""
        return self.held is not None and self.held.state == "live" and self.held.until > self.at

    @cached_property
    def offer(self) -> Any:
        """Return the batch on the screen, or None."""
        return numbers.candidates(self.mine.case_id, at=self.at)

    @property
    def seconds(self) -> int:
        """Return how many seconds are left to choose."""
        return max(0, int((self.offer.until - self.at).total_seconds())) if self.offer else 0

    @cached_property
    def outside(self) -> bool:
        """Tell whether a door stands before the numbers and it is not this citizen's turn yet."""
        return self.offer is None and not doors.may_pass(
            case_id=self.mine.case_id, applicant=self.mine.applicant, office=self.actor.office
        )

    @cached_property
    def terms(self) -> Any:
        """Return how numbers are chosen online."""
        return numbers.terms(self.actor.office, online=True)

    @property
    def category(self) -> str:
        """Return the category, which decides how a plate looks."""
        return str(self.hand.category if self.hand is not None else self.held.category if self.held else "02")

    @property
    def batches_left(self) -> int:
        """Return how many batches can still be drawn."""
        return max(int(self.terms.draws) - (self.hand.turn if self.hand is not None else 0), 0)

    @property
    def draw_link(self) -> str:
        """Return the secret part of the address of the draw's receipt, or nothing before a draw."""
        return numbers.link_of(self.mine.case_id)

    def composer(self, like: str) -> Composer:
        """Return what is needed to compose a number."""
        answers = {"plate_category": self.category, "fuel_type": _fuel(self.hand)}
        return Composer(self.actor.office, self.mine.case_id, answers, self.at, like[:LONGEST_FORM])


def _fuel(hand: Any) -> str:
    """Return a fuel that draws from the same pool as the hand."""
    return (
        "C" if hand is not None and hand.pool.endswith("-D") else "O" if hand is not None and "-" in hand.pool else "A"
    )


@require_GET
@citizen
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the batch, or the way to the first, or the number that is held."""
    return _shown(request, Choice(number, actor_of(request)))


@require_POST
@citizen
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """Show the next batch; the time begins."""
    again, commitment = request.POST.get("again") == "1", request.POST.get("commitment", "")[:80]
    return _done(
        request, number,
        lambda it: preselecting.draw(case_id=it.mine.case_id, actor=it.actor, again=again, commitment=commitment),
    )  # fmt: skip


@require_POST
@citizen
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more about the number picked; with the second yes it is held."""
    plate = request.POST.get("plate", "")[:LONGEST]
    if request.POST.get("sure") == "1":
        return _done(
            request, number,
            lambda it: preselecting.hold(case_id=it.mine.case_id, plate=plate, actor=it.actor),
        )  # fmt: skip
    choice = Choice(number, actor_of(request))
    if plate not in (choice.offer.plates if choice.offer else ()):
        return _shown(request, choice, Refused("plates.not_offered", number=plate))
    return render(request, "portal/preselect_sure.html", {"choice": choice, "plate": plate})


@require_http_methods(["GET", "POST"])
@citizen
def compose(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is still free, and hold the first of the wishes that is."""
    choice = Choice(number, actor_of(request))
    if choice.hand is None or choice.held is not None:
        return redirect("portal:preselect", number)
    message, status = "", int(HTTPStatus.OK)
    if request.method == "POST":
        wishes = [wish[:LONGEST] for wish in request.POST.getlist("wish") if wish.strip()]
        try:
            if preselecting.compose(case_id=choice.mine.case_id, wishes=wishes, actor=choice.actor) is not None:
                return redirect("portal:preselect", number)
            message = gettext("None of these is free. Try others, or look below for what is.")
            status = int(HTTPStatus.CONFLICT)
        except Refused as refused:
            message, status = words.told(refused), int(wording.status_of(refused.code))
    composer = choice.composer(request.GET.get("like", ""))
    context = {"choice": choice, "composer": composer, "message": message}
    return render(request, "portal/preselect_compose.html", context, status=status)


def _done(request: HttpRequest, number: str, deed: Callable[[Choice], object]) -> HttpResponse:
    choice = Choice(number, actor_of(request))
    try:
        deed(choice)
    except Refused as refused:
        return _shown(request, Choice(number, choice.actor), refused)
    return redirect("portal:preselect", number)


def _shown(request: HttpRequest, choice: Choice, refused: Refused | None = None) -> HttpResponse:
    if choice.hand is None and choice.held is None:
        return redirect("cases:page", choice.mine.number)
    context = {"choice": choice, "message": words.told(refused) if refused else ""}
    status = wording.status_of(refused.code) if refused else HTTPStatus.OK
    return render(request, "portal/preselect.html", context, status=status)
