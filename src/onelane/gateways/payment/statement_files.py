"""Read the statement files of both providers (对账单): back-ticks, tabs, GBK, yuan, lines of totals."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator

from onelane.gateways.payment.reading import Unbelievable, fen_of, local_time
from onelane.office.payments.gateway import Statement, StatementRow

LARGEST = 512 * 1024 * 1024  # bytes of a file once it is unzipped: a day of a whole province
DETAILS, TOTALS = "业务明细", "汇总"
BACK = frozenset({"退款", "交易退款"})


def wechat(content: bytes, *, sha1: str) -> Statement:
    """Read WeChat's gzip; its hash is over the file before zipping."""
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
        plain = packed.read(LARGEST + 1)
    if len(plain) > LARGEST or hashlib.sha1(plain, usedforsecurity=False).hexdigest() != sha1.lower():
        raise Unbelievable("the file is not the one that was announced")
    return Statement(tuple(_wechat_rows(plain.decode("utf-8-sig").splitlines())), content)


def alipay(content: bytes) -> Statement:
    """Read Alipay's zip: the file of details, not the one of totals."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for entry in packed.infolist():
            name = _name(entry)
            if DETAILS in name and TOTALS not in name:
                if entry.file_size > LARGEST:
                    raise Unbelievable("the file is too large")
                return Statement(tuple(_alipay_rows(packed.read(entry).decode("gb18030").splitlines())), content)
    raise Unbelievable("no file of details")


def _wechat_rows(lines: Iterable[str]) -> Iterator[StatementRow]:
    rows = csv.reader(lines)
    head = next(rows, [])
    column = {name: place for place, name in enumerate(head)}
    for row in rows:
        if row and row[0] == "总交易单数":  # two lines of totals end the file
            return
        told = [one.removeprefix("`") for one in row]
        back = told[column["交易状态"]] == "REFUND"
        yield StatementRow(
            kind="refund" if back else "payment",
            out_trade_no=told[column["商户订单号"]],
            reference=told[column["微信订单号"]],
            refund_no=told[column["商户退款单号"]] if back else "",
            amount=fen_of(told[column["退款金额" if back else "订单金额"]]),
            at=local_time(told[column["交易时间"]]),
        )


def _alipay_rows(lines: Iterable[str]) -> Iterator[StatementRow]:
    column: dict[str, int] = {}
    for row in csv.reader(line for line in lines if line and not line.startswith("#")):
        told = [one.strip() for one in row]
        if not column:
            column = {name: place for place, name in enumerate(told)}
            continue
        back = told[column["业务类型"]] in BACK
        yield StatementRow(
            kind="refund" if back else "payment",
            out_trade_no=told[column["商户订单号"]],
            reference=told[column["支付宝交易号"]],
            refund_no=told[column["退款批次号/请求号"]] if back else "",
            amount=fen_of(told[column["订单金额（元）"]]),
            at=local_time(told[column["完成时间"]]),
        )


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a name in the zip, which Alipay writes in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    return entry.filename.encode("cp437").decode("gb18030", errors="replace")
