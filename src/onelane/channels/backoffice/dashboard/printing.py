"""The report of a day on paper (日报): one page set by typst, with the same figures as the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from onelane.channels.backoffice.dashboard import told
from onelane.kernel import clock
from onelane.office.certificates import pdf
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from onelane.channels.backoffice.dashboard.told import Day

TEMPLATE = Path(__file__).with_name("report.typ")


def report(office: str, day: Day, *, language: str) -> bytes:
    """Return the report as PDF with searchable text."""
    place, figures = offices.office_of(office), day.figures
    chinese = language.startswith("zh")
    said: dict[str, Any] = {
        "language": "zh" if chinese else "en",
        "title": gettext("Report of the day"),
        "office": place.name_zh if chinese else place.name_en,
        "day": day.day.isoformat(),
        "made": gettext("Made on %(when)s")
        % {"when": f"{clock.now().astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M}"},
        "numbers": [
            [f"{figures.finished}", gettext("cars finished of %(n)d that came") % {"n": figures.came}],
            [told.minutes(figures.half), gettext("minutes from door to door, half of all")],
            [told.minutes(figures.most), gettext("minutes, nine of ten; the target is %(n)d") % {"n": day.target}],
        ],
        "shares": [
            [gettext("Within the target"), told.percent(figures.on_target)],
            [gettext("Right the first time"), day.first_time_right.value],
            [gettext("Missed calls"), day.no_show.value],
            [gettext("Windows idle while somebody waited"), day.idle.value],
            [gettext("Wait before the ticket, min"), told.minutes(figures.before_ticket)],
            [gettext("Waits after the ticket, min"), told.minutes(figures.after_ticket)],
        ],
        "heads": [gettext("Station"), gettext("Done"), gettext("Mean wait"), gettext("Nine of ten"), gettext("Work"),
                  gettext("Planned"), gettext("Came back")],
        "rows": [[one.name, str(one.done), one.wait, one.wait_most, one.work, one.planned, str(one.failed)]
                 for one in day.rows],
        "hours": {"title": gettext("Cars by hour"), "rows": [[f"{one.hour:02}", one.came, one.done]
                                                             for one in figures.hours],
                  "came": gettext("Came"), "done": gettext("Finished")},
        "returns": {"title": gettext("What came back, and why"), "none": gettext("Nothing came back."),
                    "rows": [[step, why, str(count)] for step, why, count in day.returns[:12]]},
        "waits": gettext("Waits and work are minutes."),
    }  # fmt: skip
    return pdf.set_page(TEMPLATE, said, made_at=int(clock.now().timestamp()))
