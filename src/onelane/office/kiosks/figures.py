"""What the kiosks of an office did in a span of days: four statements, however many people came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from onelane.kernel.clock import OFFICE_ZONE

_OF = """
FROM kiosks_use AS u JOIN kiosks_kiosk AS k ON k.id = u.kiosk_id
WHERE k.office_id = %(office)s AND u.began_at >= %(begin)s AND u.began_at < %(end)s
"""
_BY_SERVICE = f"""
SELECT u.service, count(*), count(*) FILTER (WHERE u."end" = 'done'),
  coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM u.ended_at - u.signed_at))
    FILTER (WHERE u."end" = 'done' AND u.signed_at IS NOT NULL), 0)::float8,
  coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM u.ended_at - u.signed_at))
    FILTER (WHERE u."end" = 'done' AND u.signed_at IS NOT NULL), 0)::float8
{_OF} GROUP BY 1 ORDER BY 2 DESC, 1
"""  # noqa: S608 - the parts are constants of this code
_BY_HOUR = f"""
SELECT extract(hour FROM u.began_at AT TIME ZONE 'Asia/Shanghai')::int, count(*),
  count(*) FILTER (WHERE u."end" = 'done')
{_OF} GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - as above
_GIVEN_UP = f"""
SELECT u.service, u.step, count(*) {_OF} AND u.ended_at IS NOT NULL AND u."end" <> 'done'
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 20
"""
_PAPER = """
SELECT count(*), count(*) FILTER (WHERE s.state = 'failed'), coalesce(sum(s.tries) - sum(s.copies), 0)
FROM kiosks_slip AS s JOIN kiosks_kiosk AS k ON k.id = s.kiosk_id
WHERE k.office_id = %(office)s AND s.made_at >= %(begin)s AND s.made_at < %(end)s
"""


@dataclass(frozen=True, slots=True)
class OfService:
    """One service: how many began, how many came to the end, and seconds from sign-in to the end of these."""

    service: str
    uses: int
    done: int
    median: float
    tenth_slowest: float

    @property
    def given_up(self) -> int:
        """Return how many did not come to the end."""
        return self.uses - self.done


@dataclass(frozen=True, slots=True)
class OfHour:
    """One hour of the day."""

    hour: int
    uses: int
    done: int


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Where people went away: the page on which they stood."""

    service: str
    step: str
    count: int


@dataclass(frozen=True, slots=True)
class Paper:
    """The slips: made, not come out at all, tries that failed."""

    made: int
    never: int
    failed_tries: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it."""

    since: date
    until: date
    services: tuple[OfService, ...]
    hours: tuple[OfHour, ...]
    given_up: tuple[GivenUp, ...]
    paper: Paper

    @property
    def uses(self) -> int:
        """Return how many stays there were."""
        return sum(one.uses for one in self.services)

    @property
    def done(self) -> int:
        """Return how many came to the end: so many did not need a window."""
        return sum(one.done for one in self.services)

    @property
    def busiest(self) -> int:
        """Return the uses of the busiest hour, at least one."""
        return max((one.uses for one in self.hours), default=1)


def figures(office: str, since: date, until: date) -> Figures:
    """Count what the kiosks did from one day to another, both included."""
    told = {
        "office": office, "begin": datetime.combine(since, time(), OFFICE_ZONE),
        "end": datetime.combine(until + timedelta(days=1), time(), OFFICE_ZONE),
    }  # fmt: skip
    return Figures(
        since=since, until=until,
        services=tuple(OfService(*row) for row in _rows(_BY_SERVICE, told)),
        hours=tuple(OfHour(*row) for row in _rows(_BY_HOUR, told)),
        given_up=tuple(GivenUp(*row) for row in _rows(_GIVEN_UP, told)),
        paper=Paper(*(int(one) for one in _rows(_PAPER, told)[0])),
    )  # fmt: skip


def _rows(statement: str, told: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
