"""The published plan and results: everybody's key, nobody's name, and all that is needed to work it out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from onelane.channels.portal.bookings import words
from onelane.channels.shared.access import public
from onelane.kernel import clock
from onelane.office.bookings import queries
from onelane.office.stations import allotting
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest


SHOWN = 200
LONGEST_SERIAL = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a published list; `mine` where somebody looked for it."""

    rank: int
    serial: str
    key: str
    permit_on: str
    draw: str
    got: str
    mine: bool


class Result:
    """One giving-out as it is published."""

    def __init__(self, row: Any, looked_for: str) -> None:
        self.row, self.looked_for = row, looked_for
        self.title = words.title(row.kind, row.subject)
        self.sessions: dict[int, Any] = queries.sessions_named(row)
        self.by_rank = row.kind == "test"
        self.command = f"onelane places verify places-{row.pk}.json --key key.txt"

    @property
    def plan(self) -> list[tuple[str, str, int]]:
        """Return the sessions with how many places were free."""
        found = sorted(self.sessions.values(), key=lambda one: one.starts_at)
        return [(words.when(one), words.site(one.site), self.row.places[str(one.pk)]) for one in found]

    @property
    def lines(self) -> list[Line]:
        """Return the first lines of the list."""
        return [self._line(one) for one in self.row.ranked[:SHOWN]]

    @property
    def more(self) -> int:
        """Return how many lines are in the file only."""
        return max(0, len(self.row.ranked) - SHOWN)

    @property
    def found(self) -> Line | None:
        """Return the line that was looked for."""
        return next((self._line(one) for one in self.row.ranked if one["serial"] == self.looked_for), None)

    @property
    def before(self) -> int:
        """Return how many with a place stand before the one looked for."""
        rank = self.found.rank if self.found else 0
        return sum(one["session"] is not None for one in self.row.ranked[: max(0, rank - 1)])

    def _line(self, one: dict[str, Any]) -> Line:
        got = self.sessions.get(one["session"] or 0)
        return Line(
            one["rank"], one["serial"], one["key"][:10], one["permit_on"] or "", one["draw"],
            f"{words.when(got)} {words.site(got.site)}" if got else "", one["serial"] == self.looked_for,
        )  # fmt: skip


@require_GET
@public
def overview(request: HttpRequest) -> HttpResponse:
    """Show the plan of tests that lies ahead, and the results so far."""
    office = _office()
    plan = [
        {"id": one.pk, "title": words.title("test", one.subject), "when": words.when(one), "site": words.site(one.site),
         "capacity": one.capacity, "deadline": one.deadline_at, "classes": ", ".join(one.classes)}
        for one in queries.plan_of(office, clock.now())
    ]  # fmt: skip
    results = [(one, words.title(one.kind, one.subject)) for one in queries.allotments(office)]
    return render(request, "portal/bookings/places.html", {"plan": plan, "results": results})


@require_GET
@public
def result(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Show one result, and where a serial stands in it."""
    looked_for = request.GET.get("serial", "").strip().upper()[:LONGEST_SERIAL]
    found = Result(queries.allotment(_office(), allotment_id), looked_for)
    return render(request, "portal/bookings/result.html", {"result": found})


@require_GET
@public
def download(_request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Give all that goes into a result, for whoever works it out again (`onelane places verify`)."""
    told = queries.published(queries.allotment(_office(), allotment_id))
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="places-{allotment_id}.json"'
    return response


@require_GET
@public
def key(_request: HttpRequest) -> HttpResponse:
    """Give the public key of the office's draws."""
    return HttpResponse(f"draw {allotting.public_key()}\n", content_type="text/plain; charset=utf-8")


def _office() -> str:
    return next(iter(catalogue.current().offices))  # as the home page has it
