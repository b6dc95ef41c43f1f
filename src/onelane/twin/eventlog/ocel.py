"""The event log as OCEL 2.0 in JSON (Berti et al. 2024, "OCEL 2.0 Specification", section 6): cases, tickets, counters.

No account and nothing about a person is in it: an event says the role and the counter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onelane.office.cases.traces import Event, Trace

Json = dict[str, object]
ATTRIBUTES = ("step", "role", "reasons")
OF_CASE, OF_TICKET = ("service", "priority"), ("number",)


def activity(event: Event) -> str:
    """Return what was done in words of the log: the step and the deed, such as `acceptance completed`."""
    verb = event.deed.rpartition(".")[2].replace("_", " ")
    return f"{event.step} {verb}" if event.step else event.deed.replace(".", " ").replace("_", " ")


def written(traces: Sequence[Trace]) -> Json:
    """Return the whole log as one JSON object."""
    return {
        "objectTypes": [
            {"name": "case", "attributes": [_typed(one) for one in OF_CASE]},
            {"name": "ticket", "attributes": [_typed(one) for one in OF_TICKET]},
            {"name": "counter", "attributes": []},
        ],
        "eventTypes": [
            {"name": name, "attributes": [_typed(one) for one in ATTRIBUTES]}
            for name in sorted({activity(one) for trace in traces for one in trace.events})
        ],
        "objects": [*_cases(traces), *_tickets(traces), *_counters(traces)],
        "events": [_event(trace, number, event) for trace in traces for number, event in enumerate(trace.events, 1)],
    }


def _typed(name: str) -> Json:
    return {"name": name, "type": "string"}


def _cases(traces: Iterable[Trace]) -> list[Json]:
    return [
        {
            "id": f"case:{one.case}",
            "type": "case",
            "attributes": [
                {"name": name, "time": one.arrived_at.isoformat(), "value": str(getattr(one, name))} for name in OF_CASE
            ],
            "relationships": [{"objectId": f"ticket:{one.case}", "qualifier": "queues with"}] if one.ticket else [],
        }
        for one in traces
    ]


def _tickets(traces: Iterable[Trace]) -> list[Json]:
    return [
        {
            "id": f"ticket:{one.case}",
            "type": "ticket",
            "attributes": [{"name": "number", "time": one.arrived_at.isoformat(), "value": one.ticket}],
            "relationships": [],
        }
        for one in traces
        if one.ticket
    ]


def _counters(traces: Iterable[Trace]) -> list[Json]:
    known = sorted({event.counter for trace in traces for event in trace.events if event.counter})
    return [{"id": f"counter:{one}", "type": "counter", "attributes": [], "relationships": []} for one in known]


def _event(trace: Trace, number: int, event: Event) -> Json:
    related = [{"objectId": f"case:{trace.case}", "qualifier": "moves"}]
    if event.deed.startswith("ticket.") and trace.ticket:
        related.append({"objectId": f"ticket:{trace.case}", "qualifier": "concerns"})
    if event.counter:
        related.append({"objectId": f"counter:{event.counter}", "qualifier": "at"})
    told = {"step": event.step, "role": event.role, "reasons": ", ".join(event.reasons)}
    return {
        "id": f"{trace.case}/{number}",
        "type": activity(event),
        "time": event.at.isoformat(),
        "attributes": [{"name": name, "value": value} for name, value in told.items() if value],
        "relationships": related,
    }
