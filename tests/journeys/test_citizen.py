"""A citizen's account in a real browser: register, a passkey, an authorisation, who looked at my data."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

import make
from journeys.hall import PHONE, Hall, Opened
from onelane.command.load import pass_phrase

PASSWORD = "some words that nobody guesses"


def code_on(page: Page) -> str:
    """Read the code that the practice office shows instead of sending it."""
    return re.findall(r"\b\d{6}\b", page.locator(".alert-info").inner_text())[0]


def sign_in(page: Page, login: str) -> None:
    page.fill("[name=login]", login)
    page.fill("[name=password]", pass_phrase())
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def test_a_citizen_registers_and_comes_back_with_a_passkey(hall: Hall, opens: Opened) -> None:
    address = hall.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    page = opens(f"{address}/account/register/", viewport=PHONE)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    page.fill("[name=name]", "示例己")
    page.fill("[name=id_no]", make.resident_id(431))
    page.fill("[name=mobile]", "13900000431")
    page.keyboard.press("Enter")
    page.fill("[name=code]", code_on(page))
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("My affairs")

    page.goto(f"{address}/security/passkey/")
    page.fill("[name=name]", "phone")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Passkey phone")).to_be_visible()

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/account/passkey/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("My affairs")


def test_an_owner_authorises_an_agent_and_sees_who_looked(opens: Opened) -> None:
    page = opens("/my/authorisations/give/", viewport=PHONE)
    sign_in(page, "citizen")
    page.get_by_role("button", name="Send a code").click()
    page.fill("#code", code_on(page))
    page.keyboard.press("Enter")
    page.fill("[name=name]", "示例乙")
    page.fill("[name=id_no]", "370299199006150024")
    page.keyboard.press("Enter")
    expect(page.get_by_text("示*乙").first).to_be_visible()

    agent = opens("/my/authorisations/", viewport=PHONE)
    sign_in(agent, "agent")
    expect(agent.get_by_text("示*甲").first).to_be_visible()

    page.goto(page.url.replace("/my/authorisations/", "/my/who-looked/"))
    expect(page.locator("h1")).to_have_text("Who looked at my data")
    page.goto(page.url.replace("/my/who-looked/", "/my/authorisations/"))
    page.get_by_role("button", name="End it").first.click()
    expect(page.get_by_text("Nobody may act for you.")).to_be_visible()


@pytest.mark.parametrize("path", ["/account/sign-in/", "/account/register/", "/account/recover/"])
def test_the_doors_work_without_javascript(path: str, opens: Opened) -> None:
    page = opens(path, viewport=PHONE, java_script_enabled=False)

    expect(page.locator("main form")).not_to_have_count(0)
