"""Fill a measurement's office with bills about to be paid, and write the notices that will say so."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

# One open bill and one shown code for each case.
_BILLS = """
INSERT INTO payments_bill (office_id, case_id, number, amount, lines, state, made_at)
SELECT office_id, id, 'B' || id, 12000, '[]', 'open', now() FROM cases_case WHERE number ~ '^Y'
"""
_ATTEMPTS = """
INSERT INTO payments_attempt
  (bill_id, provider, merchant, means, counter, out_trade_no, amount, state, code_url, paid_fen, refunded_fen, made_at,
   expires_at)
SELECT id, CASE id % 2 WHEN 0 THEN 'wechat' ELSE 'alipay' END, CASE id % 2 WHEN 0 THEN %s ELSE %s END, 'code', '',
  'OLbench-' || id, 12000, 'paying', 'https://example.com', 0, 0, now(), now() + interval '1 hour' FROM payments_bill
RETURNING (SELECT case_id FROM payments_bill b WHERE b.id = bill_id), out_trade_no, provider, merchant
"""


def main(count: int) -> None:
    """Load the office, make bills and attempts, sign a notice for each, and let PostgreSQL know what is in it."""
    django.setup()
    from django.db import connection

    from onelane.command.bench import filling
    from onelane.command.bench.crew import CLIENTS

    filling.load()
    filling.fill(count, mark="Y")
    orders, write = bills(), writer()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    for place in range(CLIENTS):
        lines = [write(*order) for _case, *order in orders[place::CLIENTS]]
        (_folder() / f"{place}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    print(json.dumps({"prepared": len(orders)}))


def bills() -> list[tuple[int, str, str, str]]:
    """Make a bill and a shown code for each case; return case, order, provider and merchant."""
    from django.db import connection

    from onelane.gateways.payment.loopback.keys import ALIPAY_SELLER, WECHAT_MERCHANT

    with connection.cursor() as cursor:
        cursor.execute(_BILLS)
        cursor.execute(_ATTEMPTS.replace("% 2", "%% 2"), [WECHAT_MERCHANT, ALIPAY_SELLER])
        return list(cursor.fetchall())


def writer() -> Callable[[str, str, str], str]:
    """Return what writes a notice of an order, provider and merchant as its provider would send it."""
    from onelane.gateways.payment.loopback.book import Book
    from onelane.gateways.payment.loopback.server import Providers

    folder = _folder()
    providers = Providers(Book(folder / "book.sqlite"), folder.parent, "http://127.0.0.1:9")
    return lambda number, provider, merchant: _line(providers, number, provider, merchant)


def _folder() -> Path:
    folder = Path(os.environ["BENCH_NOTICES"])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _line(providers: object, number: str, provider: str, merchant: str) -> str:
    """Write one notice as its provider would send it."""
    from onelane.gateways.payment.loopback.book import Letter
    from onelane.gateways.payment.loopback.server import Providers
    from onelane.kernel import clock

    order = {
        "number": number, "provider": provider, "merchant": merchant, "amount": 12000, "paid_amount": 12000,
        "subject": "车管所业务规费", "state": "paid", "transaction_id": f"42-{number}",
        "paid_at": clock.now().isoformat(),
    }  # fmt: skip
    if not isinstance(providers, Providers):
        raise TypeError("no providers")
    headers, body = providers.write(Letter(0, f"EV-{number}", order, forged=False))
    return json.dumps([provider, headers, base64.b64encode(body).decode()])


if __name__ == "__main__":
    main(int(sys.argv[1]))
