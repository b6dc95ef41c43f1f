"""The page that plays the payer's phone, in the look of neither provider: two languages, no script, 320 px and up."""

from __future__ import annotations

from html import escape
from typing import Any

from onelane.kernel.money import in_yuan

FRAME = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark;
  --ink: #1a2433; --paper: #ffffff; --quiet: #4d5b6e; --go: #1d5fa8; --on-go: #ffffff; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #eef2f7; --paper: #141a22; --quiet: #b3bfcd; --go: #7db4ef; --on-go: #0b1118; }}
}}
body {{ margin: 0; background: var(--paper); color: var(--ink);
  font: 1.125rem/1.5 system-ui, "Noto Sans SC", sans-serif; }}
main {{ box-sizing: border-box; max-width: 28rem; margin: 0 auto;
  padding: 1.25rem 1rem 2rem; overflow-wrap: anywhere; }}
.practice {{ margin: 0; padding: .5rem 1rem; border-bottom: 2px dashed var(--quiet);
  text-align: center; font-size: 1rem; }}
h1 {{ font-size: 1.375rem; margin: 1rem 0 0; }}
p {{ margin: .5rem 0; }}
[lang=en] {{ color: var(--quiet); display: block; font-size: 1rem; }}
.purse {{ margin: 1rem 0 0; font-weight: 650; }}
.purse [lang=en] {{ display: inline; margin-left: .5rem; font-weight: 400; }}
.amount {{ font-size: 2.75rem; font-weight: 650; font-variant-numeric: tabular-nums; margin: 1.25rem 0; }}
.number {{ font-variant-numeric: tabular-nums; font-size: 1rem; color: var(--quiet); }}
.number [lang=en] {{ display: inline; }}
button {{ width: 100%; min-height: 3.5rem; margin-top: .75rem; border: 2px solid var(--go); border-radius: .5rem;
  background: var(--paper); color: var(--ink); font: inherit; cursor: pointer; }}
button.first {{ background: var(--go); color: var(--on-go); font-weight: 650; }}
button span[lang=en] {{ color: inherit; }}
button:focus-visible {{ outline: 4px solid var(--ink); outline-offset: 3px; }}
</style>
</head>
<body>
<p class="practice">演练付款，不会扣真钱<span lang="en">For practice: no real money moves</span></p>
<main>
{content}
</main>
</body>
</html>
"""
ASK = """<p class="purse">{purse_zh}<span lang="en">{purse_en}</span></p>
<h1>{subject}</h1>
<p class="amount">¥{yuan}</p>
<p class="number">订单号 <span lang="en">Order</span> {number}</p>
<form method="post" action="/pay/{number}">
<button class="first" name="do" value="pay">付款 ¥{yuan}<span lang="en">Pay ¥{yuan}</span></button>
<button name="do" value="refuse">不付了<span lang="en">Do not pay</span></button>
</form>
"""
TOLD = """<h1 role="status">{zh}<span lang="en">{en}</span></h1>
<p>{more_zh}<span lang="en">{more_en}</span></p>
"""
PURSES = {"wechat": ("微信支付", "WeChat Pay"), "alipay": ("支付宝", "Alipay")}
ENDS = {
    "paid": (
        "已付款",
        "Paid",
        "可以收起手机，大厅会继续为您办理。",
        "You can put the phone away; the office goes on with your case.",
    ),
    "closed": (
        "这个二维码已失效",
        "This code has ended",
        "没有扣款。请在大厅或手机页面上重新取一个付款码。",
        "Nothing was paid. Ask for a new code at the counter or on your ticket page.",
    ),
    "absent": (
        "没有这笔订单",
        "There is no such order",
        "没有扣款。请重新扫描付款码。",
        "Nothing was paid. Please scan the code again.",
    ),
}


def page(order: dict[str, Any] | None, *, expired: bool) -> str:
    """Return the payer's page for where an order stands."""
    state = "absent" if order is None else "closed" if order["state"] == "waiting" and expired else order["state"]
    if order is None or state != "waiting":
        zh, en, more_zh, more_en = ENDS[state]
        return FRAME.format(title=zh, content=TOLD.format(zh=zh, en=en, more_zh=more_zh, more_en=more_en))
    content = ASK.format(
        purse_zh=PURSES[order["provider"]][0],
        purse_en=PURSES[order["provider"]][1],
        subject=escape(order["subject"]),
        number=escape(order["number"]),
        yuan=in_yuan(order["amount"]),
    )
    return FRAME.format(title="付款", content=content)
