"""Paying inside WeChat: it says who opened the page, an order is made for him, and its own browser gets it signed."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from tests import make

from onelane.office.payments.models import Attempt

INSIDE = {
    "User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 MicroMessenger/8.0.50",
    "Accept-Language": "en",
}


@pytest.fixture
def visit(db: None, clock: Any, sandbox: Any, settings: Any) -> Any:
    """A car whose owner has to pay; the office's own addresses are open."""
    settings.ROOT_URLCONF = "onelane.config.urls"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    make.office()
    return make.Visit().walk_to("payment")


def sent_back(sandbox: Any, answer: Any) -> str:
    """Follow the payer to WeChat and return the address to which it sends him back."""
    place = urlsplit(answer["Location"])
    status, _ = sandbox.http("GET", f"{place.path}?{place.query}")
    assert status == 302
    told = parse_qs(place.query)
    return f"{urlsplit(told['redirect_uri'][0]).path}?code=practice-code-1&state={told['state'][0]}"


def test_a_press_inside_wechat_leads_through_wechat_to_a_signed_order(visit: Any, sandbox: Any) -> None:
    phone = Client(headers=INSIDE)
    pressed = phone.post(f"/t/{visit.ticket.key}/pay/", {"provider": "wechat"})
    assert pressed["Location"] == f"/t/{visit.ticket.key}/wechat/"

    page = phone.get(sent_back(sandbox, phone.get(pressed["Location"], SERVER_NAME="127.0.0.1")))

    attempt = Attempt.objects.get(means="app")
    told = json.loads(re.search(r'id="wechat"[^>]*>(.*?)</script>', page.content.decode(), re.DOTALL)[1])  # type: ignore[index]
    text = "".join(f"{told[name]}\n" for name in ("appId", "timeStamp", "nonceStr", "package"))
    key = serialization.load_pem_public_key((sandbox.keys / "wechat-office.pub").read_bytes())
    key.verify(base64.b64decode(told["paySign"]), text.encode(), PKCS1v15(), SHA256())  # type: ignore[union-attr,call-arg]
    assert told["package"] == f"prepay_id={attempt.code_url}"
    assert (attempt.state, sandbox.book.order(attempt.out_trade_no)["amount"]) == ("paying", attempt.amount)


def test_outside_of_wechat_a_press_makes_a_code(visit: Any) -> None:
    Client().post(f"/t/{visit.ticket.key}/pay/", {"provider": "wechat"})
    assert Attempt.objects.get().means == "code"


def test_alipay_inside_of_wechat_is_alipays_own_page(visit: Any) -> None:
    Client(headers=INSIDE).post(f"/t/{visit.ticket.key}/pay/", {"provider": "alipay"})
    assert Attempt.objects.get().means == "page"


@pytest.mark.parametrize("state", ["", "forged", "another"])
def test_nobody_is_sent_back_with_a_state_that_was_not_given_out_here(visit: Any, state: str) -> None:
    from django.core import signing

    from onelane.channels.portal.in_app import SALT

    told = signing.dumps("another-ticket", salt=SALT) if state == "another" else state
    answer = Client(headers=INSIDE).get(f"/t/{visit.ticket.key}/wechat/", {"code": "practice-code-1", "state": told})
    assert answer.status_code == 302
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("wrong", [{"down": True}, {"secret": "of somebody else"}])
def test_when_wechat_does_not_tell_who_pays_nothing_is_ordered(visit: Any, sandbox: Any, wrong: dict[str, Any]) -> None:
    from django.core import signing

    from onelane.channels.portal.in_app import SALT

    if "secret" in wrong:
        (sandbox.keys / "wechat-app.secret").write_text("0" * 32)
    state = signing.dumps(visit.ticket.key, salt=SALT)
    code = "x" if "down" in wrong else "practice-code-1"  # no code of WeChat's, so it is not even asked
    answer = Client(headers=INSIDE).get(f"/t/{visit.ticket.key}/wechat/", {"code": code, "state": state})
    assert answer.status_code == 409
    assert "pay with the code" in answer.content.decode()
    assert not Attempt.objects.exists()


def test_the_practice_gateway_sends_nobody_away_from_this_machine(sandbox: Any) -> None:
    asked = "appid=wx0000000000000109&redirect_uri=https%3A%2F%2Fevil.example%2F&state=1"
    assert sandbox.http("GET", f"/connect/oauth2/authorize?{asked}")[0] == 400
