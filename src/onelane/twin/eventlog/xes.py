"""The event log as XES (IEEE 1849-2023): one trace a case, with the concept, lifecycle, time and org extensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from onelane.office.cases.traces import Event, Trace

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
# The standard's lifecycle of a piece of work; what is not about a step is complete when it is noted.
LIFECYCLE: Mapping[str, str] = {
    "lane.called": "assign",
    "lane.recalled": "assign",
    "lane.transferred": "reassign",
    "lane.began": "start",
    "step.taken": "start",
    "step.released": "ate_abort",
    "step.no_show": "ate_abort",
    "step.undone": "ate_abort",
    "step.sent_back": "ate_abort",
    "step.completed": "complete",
}


def written(traces: Iterable[Trace]) -> bytes:
    """Return the whole log as one XML file."""
    log = Element("log", {"xes.version": "1849-2023", "xes.features": "", "xmlns": NAMESPACE})
    for name, prefix, uri in EXTENSIONS:
        SubElement(log, "extension", {"name": name, "prefix": prefix, "uri": uri})
    _global(log, "trace", ("concept:name",))
    _global(log, "event", ("concept:name", "lifecycle:transition"))
    SubElement(log, "classifier", {"name": "Activity", "keys": "concept:name lifecycle:transition"})
    for trace in traces:
        log.append(_trace(trace))
    text: str = tostring(log, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _global(log: Element, scope: str, keys: Iterable[str]) -> None:
    inside = SubElement(log, "global", {"scope": scope})
    for key in keys:
        _text(inside, key, "-")
    if scope == "event":
        SubElement(inside, "date", {"key": "time:timestamp", "value": "1970-01-01T00:00:00+00:00"})


def _trace(trace: Trace) -> Element:
    found = Element("trace")
    for key, value in _about(trace):
        _text(found, key, value)
    _date(found, "arrived_at", trace.arrived_at)
    for event in trace.events:
        found.append(_event(event))
    return found


def _about(trace: Trace) -> Iterator[tuple[str, str]]:
    yield "concept:name", trace.case
    yield "service", trace.service
    yield "priority", trace.priority
    if trace.ticket:
        yield "ticket", trace.ticket


def _event(event: Event) -> Element:
    found = Element("event")
    _text(found, "concept:name", event.step or event.deed)
    _text(found, "lifecycle:transition", LIFECYCLE.get(event.deed, "complete"))
    _date(found, "time:timestamp", event.at)
    _text(found, "deed", event.deed)
    for key, value in (
        ("org:role", event.role),
        ("org:resource", event.counter),
        ("reasons", ", ".join(event.reasons)),
    ):
        if value:
            _text(found, key, value)
    return found


def _text(parent: Element, key: str, value: str) -> None:
    SubElement(parent, "string", {"key": key, "value": value})


def _date(parent: Element, key: str, value: datetime) -> None:
    SubElement(parent, "date", {"key": key, "value": value.isoformat(timespec="milliseconds")})
