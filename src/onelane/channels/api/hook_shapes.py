"""The shapes of webhooks and of what they were told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from onelane.channels.api.shapes import Given


class AddHook(Given):
    """A webhook to be added; without events it is told of all."""

    address: Annotated[str, Field(max_length=300)]
    events: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = Field(default_factory=list)


class Hook(Schema):
    """A webhook: `waiting` and `given_up` count its deliveries."""

    id: int
    address: str
    events: list[str]
    made_at: datetime
    rests_until: datetime | None
    waiting: int
    given_up: int


class Hooks(Schema):
    """The webhooks of the platform."""

    items: list[Hook]


class Secret(Schema):
    """A secret, told this once: whsec_ and the key of the HMAC in base64."""

    id: int
    secret: str


class Delivery(Schema):
    """One event on its way to one webhook."""

    id: int
    event: str
    name: str
    state: Literal["waiting", "sent", "given_up"]
    attempts: int
    made_at: datetime
    due_at: datetime
    sent_at: datetime | None
    last_status: int | None
    last_trouble: str


class Deliveries(Schema):
    """A page of deliveries, the latest first; `next` is empty at the end."""

    items: list[Delivery]
    next: str
