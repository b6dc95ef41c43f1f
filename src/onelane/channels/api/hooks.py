"""A platform's webhooks: where it is told, what was told, and telling it again."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Path, Router, Status

from onelane.channels.api import hook_shapes as shapes
from onelane.channels.api.callers import ApiRequest
from onelane.channels.api.cases import Limit, Place
from onelane.channels.api.doors import needs
from onelane.channels.api.keys import place, placed
from onelane.office.platforms import queries, webhooks

router = Router(tags=["Webhooks"])
Row = Annotated[int, Path(ge=0, le=10**18 - 1)]


@router.get("", response=shapes.Hooks, operation_id="listWebhooks", summary="List webhooks")
@needs("webhooks")
def list_webhooks(request: ApiRequest) -> Any:
    """List the platform's open webhooks."""
    return {"items": queries.webhooks(request.caller.client)}


@router.post("", response={201: shapes.Secret}, operation_id="addWebhook", summary="Add a webhook")
@needs("webhooks")
def add_webhook(request: ApiRequest, told: shapes.AddHook) -> Any:
    """Add a webhook: CloudEvents 1.0 in JSON are posted to it, signed with the secret that this answer tells once."""
    caller = request.caller
    made, secret = webhooks.add(client=caller.client, address=told.address, events=told.events, actor=caller.actor)
    return Status(201, {"id": made.pk, "secret": secret})


@router.delete("/{webhook}", response={204: None}, operation_id="closeWebhook", summary="Close a webhook")
@needs("webhooks")
def close_webhook(request: ApiRequest, webhook: Row) -> Any:
    """Close a webhook; what still waits for it is given up."""
    webhooks.close(client=request.caller.client, endpoint=webhook, actor=request.caller.actor)
    return Status(204, None)


@router.post("/{webhook}/secret", response=shapes.Secret, operation_id="renewSecret", summary="Change the secret")
@needs("webhooks")
def renew_secret(request: ApiRequest, webhook: Row) -> Any:
    """Give a webhook a new secret; for a day each event is signed with the former one too."""
    secret = webhooks.renew_secret(client=request.caller.client, endpoint=webhook, actor=request.caller.actor)
    return {"id": webhook, "secret": secret}


@router.get("/{webhook}/deliveries", response=shapes.Deliveries, operation_id="listDeliveries", summary="What was told")
@needs("webhooks")
def list_deliveries(request: ApiRequest, webhook: Row, after: Place = "", limit: Limit = 50) -> Any:
    """List the deliveries to a webhook with how each stands, the latest first."""
    told = placed(after)
    found = queries.deliveries(
        request.caller.client, webhook, after=told[1] if told else None, limit=limit + 1
    )  # fmt: skip
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    return {"items": shown, "next": place(last.made_at, last.pk) if last else ""}


@router.post(
    "/{webhook}/deliveries/{delivery}/replay", response=shapes.Delivery, operation_id="replay", summary="Tell it again"
)
@needs("webhooks", keyed=True)
def replay(request: ApiRequest, webhook: Row, delivery: Row) -> Any:
    """Send an event again under its old id, by which a repetition is known."""
    caller = request.caller
    return webhooks.replay(client=caller.client, endpoint=webhook, delivery=delivery, actor=caller.actor)
