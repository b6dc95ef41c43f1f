"""A government identity provider says who somebody is; a real provider program runs on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread

import make
from channels.portal.citizens import account

# The provider program's own libraries; nothing of ours.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("DeprecationWarning", "PendingDeprecationWarning")
]
ID_NO = make.resident_id(501)


@pytest.fixture(autouse=True)
def _office(db: None, clock: Any, settings: Any) -> Iterator[None]:
    from onelane.registers.offices.queries import forget

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make.office()
    people = [
        User(sub="known", claims={"name": "示例甲", "id_no": ID_NO}),
        User(sub="nameless", claims={"name": "示例丁", "id_no": "not a number"}),
    ]
    with run_server_in_thread(user_claims=people) as server:
        app = {
            "provider_id": "government", "name": "统一身份认证", "client_id": "office", "secret": "only-for-tests",
            "settings": {"server_url": f"http://localhost:{server.server_port}"},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield
    forget()


def come_back(client: Client, form: dict[str, str], onward: str = "") -> Any:
    """Go to the provider, answer its form, and follow its way back."""
    asked = client.post("/account/oidc/government/login/", {"next": onward})
    answer = requests.post(asked["Location"], data=form, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}", headers={"accept-language": "en"})


def test_the_provider_lets_its_person_in_and_opens_his_account(client: Client) -> None:
    answer = come_back(client, {"sub": "known"})

    assert answer["Location"] == "/my/"
    assert "示*甲" in client.get("/my/").content.decode()


def test_an_account_that_exists_is_the_same_account(client: Client) -> None:
    one = account(1)
    come_back(client, {"sub": "known"})

    assert client.session["_auth_user_id"] == str(one.pk)


def test_the_provider_counts_as_the_second_proof(client: Client) -> None:
    come_back(client, {"sub": "known"})

    assert client.get("/my/contact/").status_code == 200


def test_a_number_that_is_none_lets_nobody_in(client: Client) -> None:
    assert come_back(client, {"sub": "nameless"}).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_no_at_the_provider_is_told_in_words(client: Client) -> None:
    answer = come_back(client, {"sub": "known", "action": "deny"})

    assert answer.status_code == 403
    assert "did not let you through" in answer.content.decode()


def test_an_answer_that_nobody_asked_for_is_refused(client: Client) -> None:
    assert client.get("/account/oidc/government/callback/?code=x&state=y").status_code == 403
    assert "_auth_user_id" not in client.session


def test_a_locked_account_stays_outside(client: Client) -> None:
    one = account(1)
    one.is_active = False
    one.save()

    assert come_back(client, {"sub": "known"}).status_code == 401


def test_the_way_on_leads_nowhere_else(client: Client) -> None:
    assert come_back(client, {"sub": "known"}, "https://evil.example/")["Location"] == "/my/"
