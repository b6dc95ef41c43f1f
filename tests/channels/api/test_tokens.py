"""Tokens: by consent with PKCE, or for the platform itself; each reaches what it may and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

import make
from api_client import BACK, Api, Platform, challenge, signed_in
from home_office import Home

pytestmark = pytest.mark.django_db


def test_a_citizen_consents_and_the_platform_acts_as_that_citizen(home: Home) -> None:
    tokens = Platform().consented(signed_in(home.account))

    listed = Api(tokens["access_token"])("get", "cases", status=200)
    assert listed == {"items": [], "next": ""}
    assert tokens["expires_in"] == 3600


def test_an_app_without_a_secret_uses_its_own_scopes_and_a_refresh_token(home: Home) -> None:
    app = Platform("app")
    first = app.consented(signed_in(home.account))
    second = app.ask_token({"grant_type": "refresh_token", "refresh_token": first["refresh_token"]})

    assert Api(second["access_token"])("get", "affairs", status=200)["registers"]
    Api(first["access_token"])("get", "register/entries", status=403)
    app.ask_token({"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}, status=400)


def test_an_app_never_acts_without_a_citizen(home: Home) -> None:
    app = Platform("app")
    app.ask_token({"grant_type": "client_credentials", "scope": "services"}, status=401)


def test_a_platform_itself_is_neither_the_system_nor_a_citizen(home: Home) -> None:
    api = Api(Platform().own_token("services", "apply", "cases"))

    told = api("get", "cases", status=403)
    assert told["code"] == "auth.citizen_token_needed"
    assert api("post", "applications", {"service": "inspection-exempt-mark"}, status=403)["code"] == told["code"]
    assert api("get", "services/inspection-exempt-mark", status=200)["code"] == "inspection-exempt-mark"


def test_a_token_for_a_citizen_is_not_one_of_the_platform(home: Home) -> None:
    from allauth.idp.oidc.models import Token

    tokens = Platform().consented(signed_in(home.account))
    one = Token.objects.get(type="at")
    one.set_scopes(["begun"])
    one.save()
    told = Api(tokens["access_token"])("get", "platform/cases", status=403)
    assert told["code"] == "auth.platform_token_needed"


def test_a_scope_that_was_not_given_opens_nothing(home: Home) -> None:
    api = Api(Platform().consented(signed_in(home.account), "cases")["access_token"])
    assert api("get", "papers", status=403)["facts"] == {"scopes": ["papers", "app.papers"]}


def test_a_scope_that_the_platform_lost_is_lost_for_its_tokens_too(home: Home) -> None:
    from allauth.idp.oidc.models import Client as Registered

    platform = Platform()
    api = Api(platform.consented(signed_in(home.account))["access_token"])
    client = Registered.objects.get(pk=platform.id)
    client.set_scopes(["services"])
    client.save()
    api("get", "cases", status=403)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"code_challenge": ""}, "code_challenge"),
        ({"code_challenge_method": "plain"}, "code_challenge_method"),
        ({"code_challenge_method": ""}, "code_challenge_method"),
        ({"redirect_uri": "https://gov.example.cn.evil.example/back"}, "redirect_uri"),
        ({"client_id": "nobody"}, "client_id"),
        ({"scope": "cases everything"}, "scope"),
        ({"scope": "webhooks"}, "scope"),
        ({"response_type": "token"}, "response_type"),
        ({"prompt": "login"}, "prompt"),
        ({"resource": "x"}, "resource"),
    ],
)
def test_a_request_for_consent_that_is_not_whole_is_refused(home: Home, changed: dict[str, str], why: str) -> None:
    address = Platform().question("v" * 43, "cases", **changed)
    answer = signed_in(home.account).get(address, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["facts"]["why"]) == (400, why)


def test_a_parameter_told_twice_is_refused(home: Home) -> None:
    address = Platform().question("v" * 43, "cases") + "&state=other"
    answer = signed_in(home.account).get(address, headers={"accept": "application/json"})
    assert answer.json()["facts"]["why"] == "request"


def test_nobody_consents_without_being_signed_in(home: Home) -> None:
    answer = Client().get(Platform().question("v" * 43, "cases"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/?next=%2Foauth%2Fauthorize")


def test_what_shows_a_register_asks_for_a_second_factor_first(home: Home) -> None:
    browser = signed_in(home.account, proved=False)
    assert browser.get(Platform().question("v" * 43, "register"))["Location"].startswith("/account/prove/")
    assert browser.get(Platform().question("v" * 43, "cases")).status_code == 200


def test_a_no_leads_back_without_a_code(home: Home) -> None:
    platform, browser = Platform(), signed_in(home.account)
    address = platform.question("v" * 43, "cases")
    page = browser.get(address).content.decode()
    signed = page.split('name="request" value="')[1].split('"')[0]
    answer = browser.post(address, {"request": signed, "action": "deny"})
    assert answer["Location"] == f"{BACK}?error=access_denied&state=here"


def test_a_code_is_good_once_and_only_with_its_verifier(home: Home) -> None:
    platform, browser, verifier = Platform(), signed_in(home.account), "v" * 64
    address = platform.question(verifier, "cases")
    signed = browser.get(address).content.decode().split('name="request" value="')[1].split('"')[0]
    answer = browser.post(address, {"request": signed, "scopes": ["cases"], "action": "grant"})
    code = answer["Location"].split("code=")[1].split("&")[0]
    told = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}

    platform.ask_token({**told, "code_verifier": "w" * 64}, status=400)
    platform.ask_token({**told, "code_verifier": verifier}, status=200)
    platform.ask_token({**told, "code_verifier": verifier}, status=400)
    assert challenge(verifier) != verifier


def test_a_token_ends_with_the_platform_the_secret_or_its_revocation(home: Home) -> None:
    from onelane.office.platforms import actions as platforms

    administrator = make.actor("administrator")
    platform = Platform()
    first = Api(platform.own_token())
    platform.secret = platforms.renew_secret(client=platform.id, actor=administrator)
    first("get", "services", status=401)

    second = Api(platform.own_token())
    Client().post("/oauth/revoke", {"token": second.token, "client_id": platform.id, "client_secret": platform.secret})
    second("get", "services", status=401)

    third = Api(platform.own_token())
    platforms.close(client=platform.id, actor=administrator)
    third("get", "services", status=401)
    platform.ask_token({"grant_type": "client_credentials", "scope": "services"}, status=401)


def test_a_locked_account_is_out_at_once(home: Home) -> None:
    api = Api(Platform().consented(signed_in(home.account))["access_token"])
    home.account.is_active = False
    home.account.save()
    assert api("get", "cases", status=401)["code"] == "auth.token_needed"


def test_where_consent_and_tokens_are_is_published(home: Home) -> None:
    told = Client().get("/.well-known/oauth-authorization-server").json()
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint"].endswith("/oauth/token")


def test_another_kind_of_grant_is_unknown(home: Home) -> None:
    told = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}
    assert Platform().ask_token(told, status=400) == {"error": "unsupported_grant_type"}


def test_a_citizen_sees_who_acts_for_him_and_ends_it(home: Home) -> None:
    platform, browser = Platform(), signed_in(home.account)
    api = Api(platform.consented(browser)["access_token"])

    assert "示例平台" in browser.get("/my/platforms/").content.decode()
    assert browser.post(f"/my/platforms/{platform.id}/end/")["Location"] == "/my/platforms/"
    api("get", "cases", status=401)
    assert browser.post(f"/my/platforms/{platform.id}/end/").status_code == 404


def test_the_description_can_be_read_by_programs_and_by_people(home: Home) -> None:
    browser = Client(headers={"accept-language": "en"})
    told = browser.get("/api/openapi.json").json()
    page = browser.get("/api/documentation/").content.decode()

    assert told["openapi"] == "3.1.0"
    for methods in told["paths"].values():
        for one in methods.values():
            assert one["operationId"] in page
            assert {"400", "401", "403", "429"} <= one["responses"].keys()
    assert "//cdn" not in page
