"""An owner pays inside WeChat: one press, WeChat's keyboard, and the page of the ticket knows it."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from journeys.hall import PHONE, Hall, Opened
from journeys.test_every_page import Inspector

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile MicroMessenger/8.0.50"
BRIDGE = """
window.WeixinJSBridge = { invoke: (deed, order, done) => {
  window.keyboard(order.package).then(() => done({ err_msg: `${deed.replace("getBrand", "get_brand")}:ok` }));
} };
"""


def test_one_press_inside_wechat_pays(hall: Hall, opens: Opened) -> None:
    car = hall.car()
    car.to_payment()
    page = opens(car.phone, viewport=PHONE, user_agent=AGENT, is_mobile=True)
    gateway = HTTPConnection("127.0.0.1", (urlsplit(hall.address).port or 0) + 2, timeout=20)

    def keyboard(package: str) -> None:
        """The payer types his code into WeChat."""
        number = package.removeprefix("prepay_id=wx")
        gateway.request("POST", f"/pay/{number}", "do=pay", {"Content-Type": "application/x-www-form-urlencoded"})
        gateway.getresponse().read()

    page.expose_function("keyboard", keyboard)
    page.add_init_script(BRIDGE)
    page.get_by_role("button", name="with WeChat Pay").click()
    expect(page.get_by_text("Choose your number").or_(page.get_by_text("Paid"))).to_be_visible()
    judge = Inspector(opens)
    judge.judge("paid inside WeChat", page)
    assert "\n".join(judge.faults) == ""


def test_outside_of_wechat_the_page_says_where_to_open_it(hall: Hall, opens: Opened) -> None:
    car = hall.car()
    car.to_payment()
    page: Any = opens(f"{car.phone}wechat/", viewport=PHONE)
    page.get_by_role("button", name="Pay now").click()
    expect(page.get_by_text("pays inside WeChat only")).to_be_visible()
    judge = Inspector(opens)
    judge.judge("page for WeChat", page)
    assert "\n".join(judge.faults) == ""
    car.leave()
