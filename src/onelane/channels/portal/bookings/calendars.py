"""A place as a calendar file (iCalendar, RFC 5545), with a reminder the day before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext
from icalendar import Alarm, Calendar, Event

REMINDER = timedelta(days=-1)


def event(booking: Any, title: str, place: str) -> bytes:
    """Return one booking; given back or called off, it takes the entry out of the calendar again."""
    gone = booking.state in {"cancelled", "displaced"}
    made, entry, alarm = Calendar(), Event(), Alarm()
    made.add("prodid", "-//OneLane//bookings//ZH")
    made.add("version", "2.0")
    made.add("method", "CANCEL" if gone else "PUBLISH")
    entry.add("uid", f"{booking.code}@{booking.office_id}.onelane")
    entry.add("summary", title)
    entry.add("location", place)
    entry.add("description", gettext("Show this code when you come: %(code)s") % {"code": booking.code})
    entry.add("dtstamp", booking.ended_at or booking.made_at)
    entry.add("dtstart", booking.session.starts_at)
    entry.add("dtend", booking.session.ends_at)
    entry.add("sequence", 1 if gone else 0)
    entry.add("status", "CANCELLED" if gone else "CONFIRMED")
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", REMINDER)
    entry.add_component(alarm)
    made.add_component(entry)
    return bytes(made.to_ical())
