"""What WeChat and the office have agreed on in these tests, and the judge: WeChat's protocol in another's hand."""

from __future__ import annotations

import base64
import warnings
from typing import Any

from onelane.channels.wechat import protocol

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the judge is from 2021
    from wechatpy.crypto import PrpCrypto, WeChatCrypto

TOKEN, APP_ID = "a-token-of-the-office", "wx0123456789abcdef"
KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
ACCOUNT = protocol.Account(TOKEN, KEY, APP_ID)
FAN = "oFollower_1"


def judge() -> Any:
    """Return the judge of envelopes."""
    return WeChatCrypto(TOKEN, KEY, APP_ID)


def sealed_by_the_judge(text: str) -> str:
    """Return a message as the judge encrypts it."""
    return str(PrpCrypto(ACCOUNT.key).encrypt(text, APP_ID).decode())
