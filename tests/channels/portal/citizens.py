"""Citizens who sign in, as tests of the portal need them."""

from __future__ import annotations

from typing import Any

from django.test import Client

import make

PASSWORD = "a long pass phrase"


def account(number: int = 1, name: str = "示例甲") -> Any:
    """Open the account of an invented citizen with an identity number of region 370299."""
    from onelane.registers.people import citizens

    return citizens.open_account(
        name=name, id_no=make.resident_id(500 + number), mobile=f"139000005{number:02d}", password=PASSWORD,
        actor=make.actor("system"),
    )  # fmt: skip


def signed_in(one: Any, *, proved: bool = True, language: str = "en") -> Client:
    """Return the browser of a citizen who signed in, and proved a second time unless told otherwise."""
    from onelane.kernel import clock

    client = Client(headers={"accept-language": language})
    client.post("/account/sign-in/", {"login": one.mobile, "password": PASSWORD})
    if proved:
        session = client.session
        session["factor_at"] = int(clock.now().timestamp())
        session.save()
    return client


def sent_code() -> str:
    """Return the code of the newest message."""
    from onelane.records.models import Message

    return str(Message.objects.filter(topic="message.send").latest("pk").payload["facts"]["code"])
