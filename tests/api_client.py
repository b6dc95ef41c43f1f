"""A platform before the API, as a program outside: registered, with tokens got by the real flows."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

import make

BACK = "https://gov.example.cn/back"
APP_BACK = "cn.example.app://back"
_names = itertools.count(1)
PLATFORM = ("services", "apply", "cases", "papers", "register", "begun", "webhooks")
APP = ("services", "app.apply", "app.cases", "app.papers", "app.affairs")


class Platform:
    """A registered platform or app."""

    def __init__(self, kind: Any = "platform", scopes: tuple[str, ...] = ()) -> None:
        from onelane.office.platforms import actions as platforms

        self.kind, self.scopes = kind, scopes or (APP if kind == "app" else PLATFORM)
        self.back = APP_BACK if kind == "app" else BACK
        made, self.secret = platforms.register(
            name=f"示例平台{next(_names)}", kind=kind, scopes=self.scopes, addresses=[self.back],
            actor=make.actor("administrator"),
        )  # fmt: skip
        self.id = made.pk

    def own_token(self, *scopes: str) -> str:
        """Get a token for the platform itself."""
        told = {"grant_type": "client_credentials", "scope": " ".join(scopes or ("services", "begun", "webhooks"))}
        return str(self.ask_token(told)["access_token"])

    def ask_token(self, told: dict[str, str], status: int = 200) -> dict[str, Any]:
        """Ask at the token endpoint, as the client."""
        headers = {}
        if self.secret:
            pair = base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()
            headers = {"authorization": f"Basic {pair}"}
        else:
            told = told | {"client_id": self.id}
        answer = Client().post("/oauth/token", told, headers=headers)
        assert answer.status_code == status, answer.content
        return dict(answer.json())

    def question(self, verifier: str, *scopes: str, **changed: str) -> str:
        """Return the address where a citizen is asked for consent."""
        told = {
            "response_type": "code", "client_id": self.id, "redirect_uri": self.back, "scope": " ".join(scopes),
            "state": "here", "code_challenge": challenge(verifier), "code_challenge_method": "S256", **changed,
        }  # fmt: skip
        return f"/oauth/authorize?{urlencode({name: one for name, one in told.items() if one})}"

    def consented(self, citizen: Client, *scopes: str) -> dict[str, Any]:
        """Let a citizen who is signed in consent, and return the tokens."""
        wanted = scopes or tuple(one for one in self.scopes if one not in {"begun", "webhooks"})
        verifier = secrets.token_urlsafe(48)
        address = self.question(verifier, *wanted)
        page = citizen.get(address)
        assert page.status_code == 200, (page.status_code, page.headers, page.content.decode()[:600])
        signed = re.search(r'name="request" value="([^"]+)"', page.content.decode())
        assert signed is not None
        answer = citizen.post(address, {"request": signed[1], "scopes": wanted, "action": "grant"})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        told = parse_qs(urlsplit(answer["Location"]).query)
        assert told["state"] == ["here"], answer["Location"]
        return self.ask_token(
            {
                "grant_type": "authorization_code", "code": told["code"][0], "redirect_uri": self.back,
                "code_verifier": verifier,
            }
        )  # fmt: skip


def challenge(verifier: str) -> str:
    """Return the challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def signed_in(account: Any, office: str = make.OFFICE, *, proved: bool = True) -> Client:
    """Return the browser of a citizen who is signed in."""
    from onelane.kernel import clock

    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    now, kept = int(clock.now().timestamp()), client.session
    kept.update({"since": now, "seen": now, "citizen": {"office": office, "person": account.person_id, "name": "示*"}})
    if proved:
        kept["factor_at"] = now
    kept.save()
    return client


def with_token(token: str) -> Client:
    """Return a program that sends this token with all it asks."""
    client = Client()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


class Api:
    """The API with one token."""

    def __init__(self, token: str, language: str = "zh-CN") -> None:
        self.token, self.language = token, language
        self.client = Client()

    def __call__(self, method: str, path: str, body: Any = None, *, key: str = "", status: int = 0) -> Any:
        """Ask; with `status` the answer must have it, and its JSON is returned."""
        headers = {"authorization": f"Bearer {self.token}", "accept-language": self.language}
        if key:
            headers["idempotency-key"] = key
        told: dict[str, Any] = {"headers": headers}
        if isinstance(body, Form):
            told["data"] = body
        elif body is not None:
            told |= {"data": json.dumps(body), "content_type": "application/json"}
        elif method not in {"get", "head"}:
            told |= {"content_type": "application/json"}
        answer = getattr(self.client, method)(f"/api/v1/{path}", **told)
        if not status:
            return answer
        assert answer.status_code == status, (method, path, answer.status_code, answer.content.decode()[:1500])
        return answer.json() if answer.content else None


class Form(dict[str, Any]):
    """What is sent as a form with files."""
