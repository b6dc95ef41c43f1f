"""Staffing (排班): who is needed when, by quarter hour, and whether all-round windows pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.backoffice.twin.office import known
from onelane.channels.shared.access import actor_of, staff
from onelane.registers.offices import queries as offices
from onelane.twin import pooling, rostering
from onelane.twin.pooling import Pooled
from onelane.twin.rostering import QUARTER, Roster
from onelane.twin.whatif import UnreachableError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.twin.scenario import Scenario

DAYS = 5  # of the search: a page must answer; `onelane twin roster` takes more
TOGETHER = ("acceptance", "review", "payment")


class Wanted(forms.Form):
    """Which station, and how soon nine of ten should be out."""

    step = forms.ChoiceField(label=_("Station"))
    target = forms.IntegerField(label=_("Nine of ten out within, minutes"), min_value=10, max_value=300)

    def __init__(self, scenario: Scenario, target: int, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        step = self.fields["step"]
        if isinstance(step, forms.ChoiceField):
            step.choices = [(code, way.step_name(code)) for code in staffed(scenario)]
        self.fields["target"].initial = target
        step.widget.attrs["class"] = "form-select"
        self.fields["target"].widget.attrs["class"] = "form-control"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, or why nothing was."""

    roster: Roster | None
    chart: dict[str, Any]
    table: list[tuple[str, int]]
    why_not: str = ""


def staffed(scenario: Scenario) -> list[str]:
    """Return the steps at which somebody works."""
    return [step for step, one in scenario.stations.items() if one.servers is not None and not one.at]


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the roster of a station by quarter hour, and the break-even of all-round windows."""
    office = actor_of(request).office
    base = known(office)
    target = offices.settings_of(office).integer("case.target_minutes")
    form = Wanted(base.scenario, 2 * target, request.GET if "step" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        answer = searched(base.scenario, form.cleaned_data["step"], form.cleaned_data["target"])
    steps = [step for step in request.GET.getlist("together") if step in staffed(base.scenario)]
    pooled = pooling.compare(base.scenario, steps, days=10) if len(steps) > 1 else None
    context = {
        "form": form, "base": base, "answer": answer, "pooled": pooled, "tab": "staffing",
        "pooled_names": [way.step_name(step) for step in steps],
        "pooled_chart": _curve(pooled) if pooled else None,
        "one_step": len(steps) == 1,
        "choices": [(step, way.step_name(step), step in (steps or TOGETHER)) for step in staffed(base.scenario)],
    }  # fmt: skip
    return render(request, "backoffice/twin/staffing.html", context)


def searched(scenario: Scenario, step: str, target: int) -> Answer:
    """Return the cheapest roster found, as a chart and a table."""
    try:
        found = rostering.cheapest(scenario, step, target=float(target), days=DAYS)
    except UnreachableError:
        why = gettext(
            "However many work at this station, nine of ten are not out within %(n)d minutes: the time is lost "
            "elsewhere. Ask for more minutes, or look at another station first."
        )
        return Answer(None, {}, [], why % {"n": target})
    times = [_time(found.opens + QUARTER * at) for at in range(len(found.servers))]
    chart = {
        "categories": times, "unit": gettext("people"), "sparse": True, "least": 0,
        "series": [
            {"name": gettext("By quarter hour"), "values": list(found.servers)},
            {"name": gettext("The same all day"), "values": [found.flat] * len(times), "kind": "line", "dashed": True},
        ],
    }  # fmt: skip
    return Answer(found, chart, list(zip(times, found.servers, strict=True)))


def _curve(found: Pooled) -> dict[str, Any]:
    return {
        "categories": [f"{100 * slower:.0f} %" for slower, _minutes in found.curve],
        "unit": gettext("minutes"),
        "series": [
            {"name": gettext("All-round"), "values": [round(one, 1) for _slower, one in found.curve], "kind": "line"},
            {"name": gettext("Specialised"), "values": [round(found.specialised, 1)] * len(found.curve),
             "kind": "line", "dashed": True},
        ],
    }  # fmt: skip


def _time(minute: float) -> str:
    return f"{int(minute) // 60:02}:{int(minute) % 60:02}"
