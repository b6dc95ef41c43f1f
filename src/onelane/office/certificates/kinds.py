"""The kinds of papers: their names, what numbers them, the blank form they need, and what their QR code proves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from onelane.kernel.refusal import Refused

Kind = Literal[
    "vehicle-licence", "registration-certificate", "inspection-mark", "driving-licence", "learner-permit",
    "temporary-plate", "acceptance-receipt", "payment-receipt", "refusal-notice", "correction-notice", "booking-slip",
    "parcel-label", "deferral-voucher", "number-voucher", "register-extract",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
Label = tuple[str, str]  # Chinese, English


@dataclass(frozen=True, slots=True)
class Sort:
    """What a kind of paper is like.

    `number` stands in QR codes and never changes. `numbered` names the value of the register that is the paper's own
    number; without one the office counts. `blank` is the form with a printed serial number that a print uses up.
    `until` names the last day on which the paper holds. `proves` labels what the QR code says, in its order.
    """

    number: int
    zh: str
    en: str
    proves: tuple[Label, ...]
    numbered: str = ""
    blank: str = ""
    until: str = ""
    once: bool = True
    """One valid paper of the kind for a case; a notice, slip or label may be given again."""


_PLATE, _VIN, _OWNER = ("号牌号码", "Plate number"), ("车辆识别代号", "VIN"), ("所有人", "Owner")
_NAME, _ID_NO, _SERVICE = ("姓名", "Name"), ("身份证明号码", "Identity number"), ("业务", "Service")
_CASE, _MODEL, _CLASSES = ("受理号", "Case number"), ("品牌型号", "Model"), ("准驾车型", "Classes")

SORTS: dict[Kind, Sort] = {
    "vehicle-licence": Sort(
        1, "机动车行驶证", "Vehicle licence", (_PLATE, _VIN, _OWNER, _MODEL), blank="vehicle-licence-card"
    ),
    "registration-certificate": Sort(
        2, "机动车登记证书", "Registration certificate", (_PLATE, _VIN, _OWNER, _MODEL),
        numbered="certificate_no", blank="registration-certificate-book",
    ),
    "inspection-mark": Sort(3, "检验合格标志", "Inspection mark", (_PLATE, _MODEL), until="inspection_valid_to"),
    "driving-licence": Sort(
        4, "机动车驾驶证", "Driving licence", (_NAME, _ID_NO, _CLASSES),
        numbered="file_no", blank="driving-licence-card", until="valid_to",
    ),
    "learner-permit": Sort(
        5, "学习驾驶证明", "Learner's driving permit", (_NAME, _ID_NO, _CLASSES), until="valid_to"
    ),
    "temporary-plate": Sort(
        6, "临时行驶车号牌", "Temporary plate", (_PLATE, _VIN, _OWNER), blank="temporary-plate-sheet", until="valid_to"
    ),
    "acceptance-receipt": Sort(7, "业务受理凭证", "Acceptance receipt", (_SERVICE, _CASE, _NAME), once=False),
    "payment-receipt": Sort(
        8, "缴费凭证", "Payment receipt", (_SERVICE, _CASE, ("金额", "Amount"), ("缴费日期", "Paid on")), once=False
    ),
    "refusal-notice": Sort(9, "不予受理（许可）决定书", "Notice of refusal", (_SERVICE, _CASE, _NAME), once=False),
    "correction-notice": Sort(10, "补正告知书", "Notice of correction", (_SERVICE, _CASE, _NAME), once=False),
    "booking-slip": Sort(
        11, "预约凭证", "Booking slip", (_SERVICE, ("日期时间", "Date and time"), ("地点", "Place"), _NAME),
        until="booked_on", once=False,
    ),
    "parcel-label": Sort(12, "邮寄面单", "Parcel label", (("邮件号", "Tracking number"), _CASE), once=False),
    "deferral-voucher": Sort(
        13, "延期办理凭证", "Deferral voucher", (_NAME, _ID_NO, ("延期事项", "Deferred")), until="deferred_to"
    ),
    "number-voucher": Sort(
        14, "号牌号码预选凭证", "Number voucher", (_PLATE, _NAME, ("车辆识别代号", "VIN")), until="held_to", once=False
    ),
    "register-extract": Sort(
        15, "登记信息查询结果", "Register extract", (("查询事项", "Subject"), _NAME, ("用途", "Reason")), once=False
    ),
}  # fmt: skip
BY_NUMBER: dict[int, Kind] = {sort.number: kind for kind, sort in SORTS.items()}
ONE_A_CASE: tuple[Kind, ...] = tuple(kind for kind in KINDS if SORTS[kind].once)
SLIPS: tuple[Kind, ...] = tuple(kind for kind in KINDS if not SORTS[kind].once)
"""What the office gives along the way (凭证、告知书、面单); the other kinds are what a case ends with."""

FORMS: dict[str, Label] = {
    "vehicle-licence-card": ("行驶证证芯", "Vehicle licence cards"),
    "registration-certificate-book": ("登记证书", "Registration certificate books"),
    "driving-licence-card": ("驾驶证证芯", "Driving licence cards"),
    "temporary-plate-sheet": ("临时行驶车号牌", "Temporary plate sheets"),
}
"""Blank forms (空白证件) that bear a printed serial number and are accounted for, one by one."""


def kind_of(name: str) -> Kind:
    """Return the kind by its name; refuse `certificates.unknown_kind`."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise Refused("certificates.unknown_kind", kind=name[:40])


def form_of(name: str) -> str:
    """Return a blank form by its name; refuse `certificates.unknown_form`."""
    if name not in FORMS:
        raise Refused("certificates.unknown_form", form=name[:40])
    return name
