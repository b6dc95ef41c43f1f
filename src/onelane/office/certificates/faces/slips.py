"""What stands on receipts, notices, slips, labels, vouchers and extracts."""

from __future__ import annotations

from onelane.kernel.money import in_yuan
from onelane.office.certificates.faces.said import NOTHING, Face, Field, Said, rows

_CASE: tuple[Field, ...] = (
    ("业务名称", "Service", lambda said: said.text("service")),
    ("受理号", "Case No.", lambda said: said.text("case_no")),
    ("申请人", "Applicant", lambda said: said.text("name")),
)
_ACCEPTED: tuple[Field, ...] = (
    *_CASE,
    ("受理时间", "Accepted", lambda said: said.day("accepted_on")),
    ("承诺办结", "Promised by", lambda said: said.day("promised_on")),
    ("凭证编号", "No.", lambda said: said.serial),
)
_PAID: tuple[Field, ...] = (
    ("业务名称", "Service", lambda said: said.text("service")),
    ("受理号", "Case No.", lambda said: said.text("case_no")),
    ("缴款人", "Payer", lambda said: said.text("name")),
    ("缴费方式", "Paid by", lambda said: said.text("means")),
    ("交易号", "Transaction", lambda said: said.text("transaction")),
    ("缴费日期", "Paid on", lambda said: said.day("paid_on")),
    ("凭证编号", "No.", lambda said: said.serial),
)
_NOTICE: tuple[Field, ...] = (*_CASE, ("文书编号", "No.", lambda said: said.serial))
_BOOKED: tuple[Field, ...] = (
    ("业务名称", "Service", lambda said: said.text("service")),
    ("预约人", "Booked for", lambda said: said.text("name")),
    ("日期", "Date", lambda said: said.day("booked_on")),
    ("时段", "Time", lambda said: said.text("slot")),
    ("地点", "Place", lambda said: said.text("place")),
    ("地址", "Address", lambda said: said.text("place_address")),
    ("受理号", "Case No.", lambda said: said.text("case_no")),
    ("凭证编号", "No.", lambda said: said.serial),
)
_HELD: tuple[Field, ...] = (
    ("号牌种类", "Plate category", lambda said: said.code("plate_category", "plate_category")),
    ("申请人", "Applicant", lambda said: said.text("name")),
    ("车辆识别代号", "VIN", lambda said: said.text("vin")),
    ("选号方式", "Chosen by", lambda said: said.text("way")),
    ("保留至", "Held to", lambda said: said.day("held_to")),
    ("受理号", "Case No.", lambda said: said.text("case_no")),
    ("凭证编号", "No.", lambda said: said.serial),
)
_EXTRACT: tuple[Field, ...] = (
    ("查询事项", "Subject", lambda said: said.text("about")),
    ("查询人", "Asked by", lambda said: said.text("name")),
    ("查询用途", "Reason", lambda said: said.text("reason")),
    ("查询日期", "Date", lambda said: said.day("asked_on")),
    ("编号", "No.", lambda said: said.serial),
)
# Administrative Reconsideration Law art.20 and Administrative Litigation Law art.46.
_REMEDIES = (
    "对本决定不服的，可以自收到之日起六十日内依法申请行政复议，",
    "或者自收到之日起六个月内依法向人民法院提起行政诉讼。",
)


def accepted(said: Said) -> Face:
    """The receipt of an accepted application (受理凭证), and of what was done (办理回执)."""
    return {"rows": rows(_ACCEPTED, said), "items": said.items("materials"), "state": said.text("state")}


def paid(said: Said) -> Face:
    """The receipt of a payment with its lines; the fiscal receipt (财政电子票据) is another paper."""
    lines = [[name, f"¥{in_yuan(int(fen))}"] for name, fen in said.table("lines", 2) if fen.isdigit()]
    return {"rows": rows(_PAID, said), "lines": lines, "total": said.yuan("total"), "receipt": said.text("fiscal_no")}


def refusal(said: Said) -> Face:
    """The decision not to accept or not to grant, with reasons, articles and what may be done against it."""
    return {
        "rows": rows(_NOTICE, said), "items": said.items("reasons"), "law": said.items("law"),
        "notes": ["".join(_REMEDIES)], "decided": said.day("decided_on"),
    }  # fmt: skip


def correction(said: Said) -> Face:
    """The notice that says at once everything that is to be corrected (一次性告知)."""
    return {
        "rows": rows(_NOTICE, said), "items": said.items("items"), "until": said.day("until"),
        "decided": said.day("decided_on"),
    }  # fmt: skip


def booking(said: Said) -> Face:
    """The slip of a booked place with its code."""
    return {"rows": rows(_BOOKED, said), "items": said.items("bring"), "code": said.text("booking_code")}


def label(said: Said) -> Face:
    """The label of a parcel; the number stands there as a bar code, too."""
    told = {key: said.text(key) for key in (
        "carrier", "tracking_no", "sender", "sender_phone", "sender_address", "recipient", "recipient_mobile",
        "recipient_address", "postcode", "contents", "case_no",
    )}  # fmt: skip
    return {**told, "number": str(said.data.get("tracking_no") or "")}


def held(said: Said) -> Face:
    """The voucher of a number that is held for somebody."""
    return {"rows": rows(_HELD, said), "until": said.day("held_to"), "category": said.text("plate_category")}


def extract(said: Said) -> Face:
    """The register's extract for the citizen himself: what it says, for which reason, on which day."""
    mark = " · ".join(part for part in (said.text("reason"), said.text("asked_on"), "仅供本人使用") if part != NOTHING)
    return {
        "rows": rows(_EXTRACT, said), "facts": said.table("rows", 2), "entries": said.table("entries", 3),
        "watermark": mark,
    }  # fmt: skip
