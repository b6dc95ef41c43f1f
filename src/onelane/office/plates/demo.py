"""The segments of the demonstration office: enough numbers for a day, both prefixes, petrol and new energy."""

from __future__ import annotations

from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import queries
from onelane.registers.offices.queries import office_of

# category, pattern, first, last: for each prefix of the office
SEGMENTS = (
    ("02", "NLNNN", "1A000", "1C999"),
    ("52", "DNNNNN", "D00000", "D00499"),
    ("52", "FNNNNN", "F00000", "F00499"),
)


def open_segments(office: str) -> int:
    """Release the demonstration's segments, each proposed and released by two persons, and return how many are new."""
    maker, checker = Actor("plates-maker", "manager", office), Actor("plates-checker", "manager", office)
    known = {(one.category, one.prefix, one.first) for one in queries.segments(office)}
    opened = 0
    for prefix in office_of(office).prefixes:
        for category, pattern, first, last in SEGMENTS:
            if (category, prefix, first) in known:
                continue
            made = plates.propose_segment(
                office=office, category=category, prefix=prefix, pattern=pattern, first=first, last=last, actor=maker
            )
            plates.release_segment(segment_id=made.pk, actor=checker)
            opened += 1
    return opened
