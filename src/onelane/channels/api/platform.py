"""What a platform asks for itself: the applications that came over it, by their state alone."""

from __future__ import annotations

from typing import Any

from ninja import Router

from onelane.channels.api import shapes
from onelane.channels.api.callers import ApiRequest
from onelane.channels.api.cases import Limit, Place
from onelane.channels.api.doors import needs
from onelane.channels.api.keys import place, placed
from onelane.office.platforms import queries
from onelane.office.platforms.queries import Begun

router = Router(tags=["Platform"])


@router.get("/cases", response=shapes.Begun, operation_id="listBegun", summary="List what came over this platform")
@needs("begun")
def list_begun(request: ApiRequest, after: Place = "", limit: Limit = 50) -> Any:
    """List the applications that were begun over this platform, the latest first, by number and state alone."""
    told = placed(after)
    found = queries.begun(request.caller.client, after=told[1] if told else None, limit=limit + 1)
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    return {"items": [_line(one) for one in shown], "next": place(last.begun_at, last.case_id) if last else ""}


def _line(one: Begun) -> dict[str, Any]:
    return {
        "number": one.number, "service": one.service, "state": one.state, "begun_at": one.begun_at,
        "submitted_at": one.submitted_at, "due_at": None, "ended_at": one.ended_at,
    }  # fmt: skip
