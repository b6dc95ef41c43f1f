"""The chat of the official account: who is bound asks how his cases stand, who is not learns nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import known

from api_client import signed_in
from channels.wechat.agreed import ACCOUNT, APP_ID, FAN, KEY, TOKEN, judge
from home_office import DELIVERY, Home, account
from onelane.channels.wechat import letters, protocol
from onelane.kernel import clock as office_clock

pytestmark = pytest.mark.django_db


class Fan:
    """Somebody in the chat, whose messages WeChat brings."""

    def __init__(self, open_id: str = FAN) -> None:
        self.open_id, self.count = open_id, 0

    def xml(self, text: str, *, kind: str = "text", event: str = "", key: str = "", id_: str = "") -> str:
        self.count += 1
        event_part = f"<Event><![CDATA[{event}]]></Event><EventKey><![CDATA[{key}]]></EventKey>" if event else ""
        id_part = "" if event else f"<MsgId>{id_ or self.count}</MsgId>"
        return (
            f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{self.open_id}]]></FromUserName>"
            f"<CreateTime>{self.count}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>"
            f"<Content><![CDATA[{text}]]></Content>{id_part}{event_part}</xml>"
        )

    def post(self, xml: str, *, at: int | None = None, **changed: str) -> Any:
        seconds = str(int(office_clock.now().timestamp()) if at is None else at)
        sealed = letters.read(judge().encrypt_message(xml, "nonce", seconds).encode())
        told = {"timestamp": seconds, "nonce": "nonce", "msg_signature": sealed["MsgSignature"]} | changed
        body = f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{sealed['Encrypt']}]]></Encrypt></xml>"
        query = "&".join(f"{name}={value}" for name, value in told.items())
        return Client().post(f"/wechat/?{query}", body, content_type="text/xml")

    def says(self, text: str, **told: Any) -> str:
        answer = self.post(self.xml(text, **told))
        assert answer.status_code == 200, answer.content
        sealed = letters.read(answer.content)
        opened = judge().decrypt_message(
            answer.content.decode(), sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"]
        )
        found = letters.read(opened.encode())
        assert found["ToUserName"] == self.open_id
        return found["Content"]


@pytest.fixture
def chat(home: Home, settings: Any, tmp_path: Path) -> Callable[[str], Fan]:
    place = tmp_path / "account.toml"
    place.write_text(f'token = "{TOKEN}"\naes_key = "{KEY}"\napp_id = "{APP_ID}"\n', encoding="utf-8")
    settings.ONELANE = settings.ONELANE | {"WECHAT_ACCOUNT": str(place), "ADDRESS": "https://office.example"}
    return Fan


def code_of(home: Home) -> str:
    page = home.client.post("/my/wechat/code/").content.decode()
    found = re.search(r'id="code">([0-9]{4}) ([0-9]{4})<', page)
    assert found is not None
    return found[1] + found[2]


def test_the_address_is_proved_to_wechat(chat: Any) -> None:
    seconds = str(int(office_clock.now().timestamp()))
    signed = protocol.signature(TOKEN, seconds, "n")
    query = f"timestamp={seconds}&nonce=n&echostr=12345"
    assert Client().get(f"/wechat/?signature={signed}&{query}").content == b"12345"
    assert Client().get(f"/wechat/?signature={'0' * 40}&{query}").status_code == 403


def test_a_message_without_the_right_signature_is_refused(chat: Any) -> None:
    fan = chat()
    assert fan.post(fan.xml("进度"), msg_signature="0" * 40).status_code == 403
    assert fan.post(fan.xml("进度"), nonce="another").status_code == 403


def test_a_message_that_is_too_old_is_refused(chat: Any) -> None:
    fan, now = chat(), int(office_clock.now().timestamp())
    assert fan.post(fan.xml("进度"), at=now - 301).status_code == 403
    assert fan.post(fan.xml("进度"), at=now + 301).status_code == 403
    assert fan.post(fan.xml("进度"), at=now - 299).status_code == 200


def test_a_stranger_learns_nothing_and_is_told_how_to_bind(chat: Any, home: Home) -> None:
    home.begin()
    told = chat().says("进度")
    assert "https://office.example/my/wechat/" in told
    assert home.number not in told
    assert "https://office.example" in chat().says("", kind="event", event="subscribe")


def test_a_citizen_binds_by_a_code_and_asks_how_his_cases_stand(chat: Any, home: Home) -> None:
    home.begin().fill(**DELIVERY)
    home.send()
    fan = chat()
    assert "已绑定" in fan.says(f"绑定 {code_of(home)}")

    told = fan.says("进度")
    assert home.number in told
    assert "试一" not in told
    assert home.number in fan.says("", kind="event", event="CLICK", key="my-cases")
    assert home.number in fan.says(home.number)
    assert fan.says("status") != told


def test_anothers_case_is_unknown_in_the_chat(chat: Any, home: Home) -> None:

    home.begin().fill(**DELIVERY)
    home.send()
    other = signed_in(account(known.person(name="试二", mobile="13800000002"), "second", "13800000002"))
    page = other.post("/my/wechat/code/").content.decode()
    code = "".join(re.findall(r'id="code">([0-9]{4}) ([0-9]{4})<', page)[0])
    fan = chat("oFollower_2")
    fan.says(code)
    assert home.number not in fan.says("进度")
    assert fan.says(home.number) == fan.says("0000000000")


def test_a_code_works_once_and_for_ten_minutes(chat: Any, home: Home, clock: Any) -> None:
    fan, code = chat(), code_of(home)
    assert "已绑定" in fan.says(code)
    assert "已绑定" not in chat("oFollower_2").says(code)
    late = code_of(home)
    clock.forward(minutes=10)
    assert "已绑定" not in fan.says(late)


def test_nobody_finds_a_code_by_trying(chat: Any, home: Home) -> None:
    fan = chat()
    told = [fan.says(f"1234567{one}") for one in range(6)]
    assert "15" in told[-1]
    assert "已绑定" not in fan.says(code_of(home))


def test_the_same_message_again_is_answered_the_same_and_done_once(chat: Any, home: Home) -> None:
    fan = chat()
    xml = fan.xml(code_of(home), id_="77")
    told = set()
    for _ in range(3):
        sealed = letters.read(fan.post(xml).content)
        told.add(letters.read(protocol.decrypted(ACCOUNT, sealed["Encrypt"]))["Content"])
    assert len(told) == 1
    assert "已绑定" in told.pop()


def test_unbinding_ends_it_from_the_chat_and_from_the_page(chat: Any, home: Home) -> None:
    from onelane.office.messages.models import Choice

    fan = chat()
    fan.says(code_of(home))
    assert Choice.objects.get(person=home.owner).wechat_id == FAN
    assert "解除" in fan.says("解绑")
    assert Choice.objects.get(person=home.owner).wechat_id == ""
    assert "绑定" in fan.says("进度")
    fan.says(code_of(home))
    home.client.post("/my/wechat/end/")
    assert "https://office.example" in fan.says("进度")


def test_a_locked_account_is_a_stranger(chat: Any, home: Home) -> None:
    fan = chat()
    fan.says(code_of(home))
    home.account.is_active = False
    home.account.save()
    assert "https://office.example" in fan.says("进度")


def test_a_picture_or_a_sticker_is_answered_with_what_can_be_asked(chat: Any) -> None:
    assert "进度" in chat().says("", kind="image")


def test_an_office_without_an_account_has_no_callback(home: Home) -> None:
    assert Client().post("/wechat/", "<xml/>", content_type="text/xml").status_code == 404
