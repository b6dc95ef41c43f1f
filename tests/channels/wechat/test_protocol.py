"""The official account's callback: what WeChat's own protocol library builds is read, and what is built it reads."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.wechat.agreed import ACCOUNT, APP_ID, FAN, KEY, TOKEN, judge, sealed_by_the_judge
from onelane.channels.wechat import account as accounts
from onelane.channels.wechat import letters, protocol
from onelane.kernel.refusal import Refused


@given(text=st.text(st.characters(blacklist_categories=("Cs",)), max_size=300))
def test_what_the_judge_encrypts_is_read(text: str) -> None:
    assert protocol.decrypted(ACCOUNT, sealed_by_the_judge(text)) == text.encode()


@given(
    text=st.text(st.characters(blacklist_categories=("Cs",)), max_size=300), chance=st.binary(min_size=16, max_size=16)
)
def test_what_is_encrypted_the_judge_reads(text: str, chance: bytes) -> None:
    sealed = protocol.encrypted(ACCOUNT, text.encode(), chance)
    signed = protocol.signature(TOKEN, "1", "n", sealed)
    assert judge().decrypt_message({"Encrypt": sealed}, signed, "1", "n") == text


@given(garbage=st.binary(max_size=200))
def test_garbage_is_refused_and_never_a_fault(garbage: bytes) -> None:
    with pytest.raises(Refused, match=r"wechat\.unreadable"):
        protocol.decrypted(ACCOUNT, base64.b64encode(garbage).decode())


def test_a_message_for_another_account_is_refused() -> None:
    other = protocol.Account(TOKEN, KEY, "wxffffffffffffffff")
    with pytest.raises(Refused, match=r"wechat\.unreadable"):
        protocol.decrypted(ACCOUNT, protocol.encrypted(other, b"x", b"r" * 16))


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>',
        b'<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>',
        b"<xml><Content>", b"", b"<html/>", b"\x00", b"<xml>" + b"a" * 70_000 + b"</xml>",
    ],
)  # fmt: skip
def test_a_document_that_could_name_files_or_grow_is_refused(xml: bytes) -> None:
    with pytest.raises(Refused, match=r"wechat\.unreadable"):
        letters.letter(xml)


@given(text=st.text(max_size=200))
def test_an_answer_never_breaks_out_of_its_place(text: str) -> None:
    asked = letters.Letter(FAN, "gh_1", "text", "", "", "", "", "1")
    told = letters.read(letters.answer(asked, text, 1))
    assert set(told) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}


def test_a_wrong_key_of_the_messages_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="43 characters"):
        _ = protocol.Account(TOKEN, "short", APP_ID).key


def test_the_menu_is_within_what_wechat_takes() -> None:
    buttons = accounts.menu("https://office.example")["button"]
    assert 1 <= len(buttons) <= 3
    for one in buttons:
        assert len(one["name"].encode()) <= 16
        for each in one.get("sub_button", [one]):
            assert each["type"] in {"view", "click"}
            if each["type"] == "view":
                assert each["url"].startswith("https://office.example/")


def test_every_key_of_the_menu_is_answered() -> None:
    from onelane.channels.wechat.chat import ASKS

    def keys(buttons: list[dict[str, Any]]) -> set[str]:
        return {one["key"] for one in buttons if "key" in one}.union(
            *(keys(one["sub_button"]) for one in buttons if "sub_button" in one)
        )

    assert keys(accounts.menu("https://office.example")["button"]) <= ASKS
