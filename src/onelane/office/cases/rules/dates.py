"""Years and months as the law counts them: a missing day is the last day of its month (CC art.202)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the last day of February."""
    return months_later(day, 12 * years)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later (earlier where negative), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age(born: date, on: date) -> int:
    """Return the completed years of life (周岁)."""
    years = on.year - born.year
    return years if years_later(born, years) <= on else years - 1


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
