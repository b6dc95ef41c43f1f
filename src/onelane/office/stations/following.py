"""Bind a WeChat account (绑定微信) and be told over it: what joins followers and messages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onelane.kernel.actor import Actor
from onelane.office.followers import actions as followers
from onelane.office.messages import actions as messages
from onelane.registers.people import queries as people


@transaction.atomic
def bind(*, open_id: str, code: str, office: str, at: datetime | None = None) -> None:
    """Bind by a code; messages may be chosen to come over WeChat from now on."""
    bound = followers.bind(open_id=open_id, code=code, office=office, at=at)
    person = people.person_of(Actor(str(bound.account_id), "citizen", office))
    if person is not None:
        messages.know_wechat(person=person, wechat_id=open_id)


@transaction.atomic
def unbind(*, actor: Actor, at: datetime | None = None) -> bool:
    """End the binding; no message goes there any more."""
    ended = followers.unbind(actor=actor, at=at)
    person = people.person_of(actor)
    if ended and person is not None:
        messages.know_wechat(person=person, wechat_id="")
    return ended
