"""Statement files as the providers write them: WeChat's back-ticked CSV in gzip, Alipay's GBK CSV in zip."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from onelane.gateways.payment.loopback import keys as gateway_keys
from onelane.gateways.payment.loopback.book import Words
from onelane.kernel import clock
from onelane.kernel.money import in_yuan

WECHAT_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
WECHAT_FOOT = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
ALIPAY_HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


def wechat(rows: Iterable[Words]) -> bytes:
    """Write WeChat's statement of all trades, before it is zipped."""
    lines = [WECHAT_HEAD]
    paid = given = count = 0
    for row in rows:
        count += 1
        back = row["kind"] == "refund"
        paid += 0 if back else row["paid_amount"]
        given += row["amount"] if back else 0
        lines.append(",".join(f"`{one}" for one in _wechat_row(row, back=back)))
    foot = (count, in_yuan(paid), in_yuan(given), "0.00", "0.00000", in_yuan(paid), in_yuan(given))
    lines += [WECHAT_FOOT, ",".join(f"`{one}" for one in foot)]
    return ("﻿" + "\r\n".join(lines) + "\r\n").encode()


def alipay(rows: Iterable[Words], seller: str, day: str) -> bytes:
    """Write Alipay's statement of all trades, zipped as it is downloaded."""
    begun = f"#起始日期：[{day} 00:00:00]   终止日期：[{day} 23:59:59]"
    lines = ["#支付宝业务明细查询", f"#账号：[{seller}0156]", begun, "#------业务明细列表------", ALIPAY_HEAD]
    lines += [",".join(f"{one}\t" for one in _alipay_row(row)) for row in rows]
    lines += [
        "#------业务明细列表结束------",
        f"#导出时间：[{clock.now().astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M:%S}]",
    ]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        stem = f"{seller}0156_{day.replace('-', '')}"
        packed.writestr(f"{stem}_业务明细.csv", ("\r\n".join(lines) + "\r\n").encode("gb18030"))
        packed.writestr(f"{stem}_业务明细(汇总).csv", "#支付宝业务汇总查询\r\n".encode("gb18030"))
    return held.getvalue()


def zipped(plain: bytes) -> bytes:
    """Zip as WeChat does."""
    return gzip.compress(plain, 6, mtime=0)


def sha1(plain: bytes) -> str:
    """Return the hash that WeChat tells of the file before it is zipped."""
    return hashlib.sha1(plain, usedforsecurity=False).hexdigest()


def _wechat_row(row: Words, *, back: bool) -> tuple[object, ...]:
    amount = in_yuan(row["paid_amount"])
    given = in_yuan(row["amount"]) if back else "0.00"
    return (
        _local(row["at"] if back else row["paid_at"]), gateway_keys.WECHAT_APP, row["merchant"], "0", "",
        row["transaction_id"], row["number"], "oPractice0000000000000000000", "NATIVE", "REFUND" if back else "SUCCESS",
        "OTHERS", "CNY", "0.00" if back else amount, "0.00", row["refund_id"] if back else "0",
        row["refund_no"] if back else "0", given, "0.00", "ORIGINAL" if back else "", "SUCCESS" if back else "",
        row["subject"], "", "0.00000", "0.60%", "0.00" if back else amount, given, "",
    )  # fmt: skip


def _alipay_row(row: Words) -> tuple[object, ...]:
    back = row["kind"] == "refund"
    amount = f"-{in_yuan(row['amount'])}" if back else in_yuan(row["paid_amount"])
    at = _local(row["at"] if back else row["paid_at"])
    nothing = "0.00"
    return (
        row["transaction_id"], row["number"], "退款" if back else "交易", row["subject"], at, at, "", "", "", "",
        "p***@example.com", amount, amount, nothing, nothing, nothing, nothing, nothing, "", nothing, nothing,
        row["refund_no"] if back else "", nothing, nothing, "",
    )  # fmt: skip


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(clock.OFFICE_ZONE).strftime("%Y-%m-%d %H:%M:%S")
