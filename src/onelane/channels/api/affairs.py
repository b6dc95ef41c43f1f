"""My affairs on the phone: what the office has of the citizen, and who looked at it."""

from __future__ import annotations

from typing import Any

from ninja import Router

from onelane.channels.api import shapes
from onelane.channels.api.callers import ApiRequest
from onelane.channels.api.doors import needs
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.roles import role_name
from onelane.kernel import clock
from onelane.office.stations import own_affairs
from onelane.registers.offices import catalogue

router = Router(tags=["Affairs"])
LOOKED_SHOWN = 200


@router.get("", response=shapes.Affairs, operation_id="getAffairs", summary="What the office has of me")
@needs("app.affairs")
def get_affairs(request: ApiRequest) -> Any:
    """Return licences, learner's files and vehicles as the registers have them, and the parcels under way."""
    person = request.caller.person
    cases = [one.id for one in own_affairs.cases(person)]
    return {
        "registers": [
            {"about": about, "own": is_own, "facts": {key: value for key, value in facts.items() if _plain(value)}}
            for about, _key, is_own, facts in own_affairs.things(person, clock.today())
        ],
        "parcels": [
            {"number": one.number, "state": one.state, "opened_at": one.opened_at, "delivered_at": one.delivered_at}
            for one in own_affairs.parcels(cases)
        ],
    }


@router.get("/readings", response=shapes.Readings, operation_id="listReadings", summary="Who looked at my data")
@needs("app.affairs")
def list_readings(request: ApiRequest) -> Any:
    """List who read the citizen's data, when and why: office and post, never the name of the member of staff."""
    return {"items": [_reading(one) for one in own_affairs.lookers(request.caller.person)[:LOOKED_SHOWN]]}


def _reading(one: Any) -> dict[str, Any]:
    office = catalogue.current().offices.get(one.office)
    return {
        "at": one.at, "post": role_name(one.role), "office": worded(office.name) if office else one.office,
        "purpose": one.purpose, "fields": [*one.fields],
    }  # fmt: skip


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | bool)
