"""What if (假如): one window more, a bay less, longer hours, a station closed, appointments - on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from onelane.channels.backoffice import way
from onelane.channels.backoffice.twin.office import Known, known
from onelane.channels.shared.access import actor_of, staff
from onelane.registers.offices import queries as offices
from onelane.twin.changes import Change, changed
from onelane.twin.loading import minute_of_day
from onelane.twin.replicate import replicate
from onelane.twin.report import Report, summarise
from onelane.twin.whatif import difference, hours_a_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from onelane.twin.intervals import Estimate
    from onelane.twin.scenario import Scenario

DAYS = 40
SERVERS = "servers-"


class Knobs(forms.Form):
    """What can be changed; the stations' own knobs are added by name."""

    cars = forms.IntegerField(label=_("Cars, in per cent of an ordinary day"), min_value=20, max_value=250, initial=100)
    later = forms.IntegerField(label=_("Longer in the evening, minutes"), min_value=0, max_value=240, initial=0)
    appointments = forms.IntegerField(label=_("With an appointment, per cent"), min_value=0, max_value=80, initial=0)
    closed = forms.ChoiceField(label=_("A station is closed"), required=False)
    closed_from = forms.TimeField(label=_("from"), required=False)
    closed_to = forms.TimeField(label=_("until"), required=False)

    def __init__(self, scenario: Scenario, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        staffed = {step: one.servers for step, one in scenario.stations.items() if one.servers is not None}
        closed = self.fields["closed"]
        if isinstance(closed, forms.ChoiceField):
            closed.choices = [("", gettext("none")), *((step, way.step_name(step)) for step in staffed)]
        for step, servers in staffed.items():
            self.fields[SERVERS + step] = forms.IntegerField(
                label=way.step_name(step), min_value=1, max_value=40, initial=servers
            )
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        for name in ("closed_from", "closed_to"):
            self.fields[name].widget.input_type = "time"

    def clean(self) -> dict[str, Any]:
        """A closing needs its two times, in order."""
        found = super().clean() or self.cleaned_data
        begin, end = found.get("closed_from"), found.get("closed_to")
        if found.get("closed") and not (begin and end and begin < end):
            self.add_error("closed_from", gettext("Say from when until when the station is closed."))
        return found

    def change(self, head_start: float) -> Change:
        """Return what was asked for."""
        told = self.cleaned_data
        closed = str(told["closed"] or "")
        return Change(
            servers={name.removeprefix(SERVERS): told[name] for name in told if name.startswith(SERVERS)},
            cars=told["cars"] / 100,
            later=float(told["later"]),
            closed=closed,
            closed_from=minute_of_day(f"{told['closed_from']:%H:%M}") if closed else 0.0,
            closed_to=minute_of_day(f"{told['closed_to']:%H:%M}") if closed else 0.0,
            appointments=told["appointments"] / 100,
            head_start=head_start,
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """Both worlds on the same days."""

    now: Report
    then: Report
    apart: Estimate | None  # minutes a car; None where other cars come, so that days cannot be compared car by car
    hours: float
    chart: dict[str, Any]
    rows: list[tuple[str, float, float, float, float]]


@staff("manager")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the knobs, and what they would change."""
    office = actor_of(request).office
    base = known(office)
    form = Knobs(base.scenario, request.GET or None)
    settings = offices.settings_of(office)
    head_start = float(settings.integer("lane.ageing.head_start_minutes.appointment"))
    result = compared(base, form.change(head_start)) if form.is_bound and form.is_valid() else None
    knobs = [form[name] for name in form.fields if name.startswith(SERVERS)]
    others = [form[name] for name in form.fields if not name.startswith(SERVERS)]
    context = {"form": form, "knobs": knobs, "others": others, "base": base, "result": result, "days": DAYS,
               "tab": "what-if"}  # fmt: skip
    return render(request, "backoffice/twin/what_if.html", context)


def compared(base: Known, change: Change, days: int = DAYS) -> Compared:
    """Return the office now and with the change."""
    other = changed(base.scenario, change)
    now, then = replicate(base.scenario, days=days), replicate(other, days=days)
    same_cars = change.cars == 1 and not change.later and not change.appointments
    reports = summarise(base.scenario, now), summarise(other, then)
    rows = _rows(*reports)
    return Compared(
        now=reports[0],
        then=reports[1],
        apart=difference(now, then) if same_cars else None,
        hours=hours_a_day(other) - hours_a_day(base.scenario),
        chart=_chart(rows),
        rows=rows,
    )


def _rows(now: Report, then: Report) -> list[tuple[str, float, float, float, float]]:
    return [
        (way.step_name(step), one.mean_wait, then.stations[step].mean_wait, 100 * one.utilisation,
         100 * then.stations[step].utilisation)
        for step, one in now.stations.items() if one.utilisation
    ]  # fmt: skip


def _chart(rows: Sequence[tuple[str, float, float, float, float]]) -> dict[str, Any]:
    return {
        "categories": [row[0] for row in rows],
        "unit": gettext("minutes"),
        "series": [
            {"name": gettext("Mean wait now"), "values": [round(row[1], 1) for row in rows]},
            {"name": gettext("Mean wait then"), "values": [round(row[2], 1) for row in rows]},
        ],
    }
