"""Who opens a page inside WeChat (网页授权, snsapi_base): asked of WeChat once for each payment, never kept."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import requests

from onelane.gateways.payment.accounts import Account
from onelane.gateways.payment.reading import PATIENCE, Unbelievable, words_of

ASKS, TELLS = "https://open.weixin.qq.com", "https://api.weixin.qq.com"
OPENID = re.compile(r"[A-Za-z0-9_-]{16,64}")
CODE = re.compile(r"[A-Za-z0-9_-]{8,128}")


def page(mine: Account, *, back: str, state: str) -> str:
    """Return the address that sends the payer to WeChat and from there back with a code."""
    asked = {
        "appid": mine.app, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base", "state": state,
    }  # fmt: skip
    return f"{mine.address or ASKS}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"


def payer(mine: Account, code: str) -> str:
    """Return the payer's name at WeChat (openid) for a code, or nothing; whatever goes wrong is no answer."""
    if not CODE.fullmatch(code):
        return ""
    asked = {"appid": mine.app, "secret": mine.app_secret, "code": code, "grant_type": "authorization_code"}
    proxies = {"http": "", "https": ""} if mine.is_here else None
    try:
        answer = requests.get(
            f"{mine.address or TELLS}/sns/oauth2/access_token", params=asked, timeout=PATIENCE, proxies=proxies
        )
        told = str(words_of(answer.text).get("openid", ""))
    except (requests.RequestException, Unbelievable):
        return ""
    return told if OPENID.fullmatch(told) else ""
