"""Slips (凭证、告知书、面单): what the office gives in writing along the way, each sealed for anybody to check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from onelane.catalogue.law import cited
from onelane.catalogue.spec import JsonValue
from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases import clocks
from onelane.office.cases.applications.models import Application, Judgement
from onelane.office.cases.applications.rules import item_of
from onelane.office.cases.clocks import ACCEPTANCE
from onelane.office.cases.models import Case, File
from onelane.office.cases.path import open_steps
from onelane.office.cases.plans import snapshot_of
from onelane.office.certificates import actions as certificates
from onelane.office.certificates import queries as papers
from onelane.office.certificates.models import Paper
from onelane.office.delivery.models import Parcel
from onelane.office.payments.models import Attempt, Receipt
from onelane.office.stations import grounds, papers_wanted
from onelane.office.stations.papers_wanted import SEEN
from onelane.records import outbox
from onelane.registers.offices import catalogue
from onelane.registers.offices.queries import office_of, settings_of

Snapshot = dict[str, JsonValue]
ACCEPTED = "已受理"
CARRIER = "中国邮政 EMS"
MEANS = {"wechat": "微信支付", "alipay": "支付宝", "cash": "现金", "card": "银行卡"}
# A ground as a case keeps it: both languages, the article, then what was found.
_WRITTEN = re.compile(r"(?P<zh>.+?) / .+? \((?P<article>[A-Z]+[0-9]* art\.[^)]+)\)(?:: (?P<found>.*))?")


def accepted_later(case_id: int, at: datetime) -> None:
    """Put the receipt of acceptance down, to be issued by the worker when the deed has committed."""
    outbox.put("paper.accepted", f"paper.accepted:{case_id}:{at:%Y%m%d%H%M%S%f}", {"case_id": case_id})


def accepted(case_id: int, *, at: datetime | None = None) -> Paper | None:
    """Issue the receipt of an accepted application (受理凭证, ALL art.32): what came in, and until when it is done.

    What was taken back before the worker came is not accepted.
    """
    at = at or clock.now()
    case = Case.objects.get(pk=case_id)
    if ACCEPTANCE in open_steps(frozenset(case.marking)) or case.state in {"draft", "cancelled"}:
        return None
    promised = clocks.deadline_of(case_id).due(at)
    data = of_case(case) | {
        "accepted_on": _day(at), "promised_on": promised.isoformat() if promised else "", "state": ACCEPTED,
        "materials": _came_in(case),
    }  # fmt: skip
    _take_back(case, "acceptance-receipt", data, why="重新受理", actor=_office(case), at=at)
    return _issue(case, "acceptance-receipt", data, _office(case), at)


def not_accepted(case: Case, *, actor: Actor, at: datetime) -> None:
    """Make the receipt of acceptance void: the acceptance was taken back."""
    _take_back(case, "acceptance-receipt", {}, why="受理已撤回", actor=actor, at=at)


def asked(case: Case, items: Sequence[str], *, actor: Actor, at: datetime) -> Paper:
    """Issue the notice that says at once all that is to be corrected (补正告知书, ALL art.32)."""
    data = of_case(case) | {"items": [*items], "until": "", "decided_on": _day(at)}
    return _issue(case, "correction-notice", data, actor, at)


def wrong(judged: Sequence[Judgement]) -> list[str]:
    """Return what a reviewer found wrong, item by item, with the reasons and his own words."""
    known = catalogue.current().vocabulary
    told = []
    for one in judged:
        item = item_of(one.item)
        name = (known.fields[item.code] if item.kind == "field" else known.materials[item.code]).name.zh
        why = [grounds.all_grounds()[code].words.zh for code in one.reasons]
        told.append(f"{name}：{'；'.join([*why, *([one.words] if one.words else [])])}")
    return told


def refused(case: Case, reasons: Sequence[str], *, actor: Actor, at: datetime) -> Paper:
    """Issue the written refusal (不予许可决定书, ALL art.38): grounds, articles, and what may be done against it."""
    told: list[JsonValue] = []
    law: list[JsonValue] = []
    for reason in reasons:
        found = _WRITTEN.fullmatch(reason)
        told.append(f"{found['zh']}{'：' + found['found'] if found['found'] else ''}" if found else reason)
        law += [cited(found["article"]).zh] if found else []
    once = [one for place, one in enumerate(law) if one not in law[:place]]
    data = of_case(case) | {"reasons": told, "law": once, "decided_on": _day(at)}
    return _issue(case, "refusal-notice", data, actor, at)


def labelled(parcel: Parcel, *, actor: Actor, at: datetime) -> Paper:
    """Issue the label of a packed parcel (面单); packed again to another address, the earlier label is void."""
    case = parcel.case
    values, names = settings_of(case.office_id), catalogue.current().vocabulary.papers
    data = of_case(case) | {
        "carrier": CARRIER, "tracking_no": parcel.number, "sender": office_of(case.office_id).name_zh,
        "sender_phone": values.text("post.sender_phone"), "sender_address": values.text("post.sender_address"),
        "recipient": parcel.recipient, "recipient_mobile": parcel.mobile, "recipient_address": parcel.address,
        "postcode": parcel.postcode,
        "contents": "、".join(names[one].name.zh if one in names else str(one) for one in parcel.contents),
    }  # fmt: skip
    _take_back(case, "parcel-label", data, why="改贴新面单", actor=actor, at=at)
    return _issue(case, "parcel-label", data, actor, at)


def receipted(receipt_id: int, *, at: datetime | None = None) -> Paper | None:
    """Issue the receipt of a paid bill (缴费凭证); when the money went back, make it void."""
    at = at or clock.now()
    receipt = Receipt.objects.select_related("bill__case").get(pk=receipt_id)
    bill, case = receipt.bill, receipt.bill.case
    if Receipt.objects.filter(bill=bill, refund__isnull=False).exists():
        _take_back(case, "payment-receipt", {}, why="已退款", actor=_office(case), at=at)
        return None
    by = Attempt.objects.filter(bill=bill, state="paid").first()
    data = of_case(case) | {
        "lines": [[line["zh"], line["fen"]] for line in bill.lines], "total": bill.amount,
        "means": MEANS.get(by.means, MEANS.get(by.provider, by.provider)) if by else "",
        "transaction": by.transaction_id if by else "", "paid_on": _day(bill.paid_at or at),
        "fiscal_no": f"{receipt.code} {receipt.number}",
    }  # fmt: skip
    return _issue(case, "payment-receipt", data, _office(case), at)


def held(
    case: Case, *, plate: str, category: str, vin: str, way: str, until: date, actor: Actor, at: datetime
) -> Paper:
    """Issue the voucher of a number that is held for somebody (预选号牌凭证)."""
    data = of_case(case) | {
        "plate": plate, "plate_category": category, "vin": vin, "way": way, "held_to": until.isoformat(),
    }  # fmt: skip
    return _issue(case, "number-voucher", data, actor, at)


def of_case(case: Case) -> Snapshot:
    """Return what every slip of a case says: office, service, number, and for whom it is."""
    title = snapshot_of(case.plan_id)["title"]
    return {
        "office": office_of(case.office_id).name_zh, "case_no": case.number, "name": _name(case.pk),
        "service": str(title["zh"]) if isinstance(title, dict) else "",
    }  # fmt: skip


def _name(case_id: int) -> str:
    applicant = Application.objects.filter(pk=case_id).values_list("applicant__name", flat=True).first()
    if applicant is not None:
        return str(applicant)
    return str(File.objects.values_list("answers", flat=True).get(pk=case_id).get("owner_name") or "")


def _came_in(case: Case) -> list[JsonValue]:
    """Return the papers that came in: seen at the window, handed in online, or known to an authority."""
    if not Application.objects.filter(pk=case.pk).exists():
        seen = File.objects.values_list("answers", flat=True).get(pk=case.pk).get(SEEN) or []
        known = catalogue.current().vocabulary.materials
        return [known[one].name.zh for one in seen if one in known]
    found = [one for one in papers_wanted.wanted(case.pk) if one.documents or one.source == "network"]
    return [f"{one.material.name.zh}{'' if one.documents else '（联网核查）'}" for one in found]


def _issue(case: Case, kind: str, data: Snapshot, actor: Actor, at: datetime) -> Paper:
    return certificates.issue(case_id=case.pk, kind=kind, data=data, actor=actor, at=at)


def _take_back(case: Case, kind: str, kept: Snapshot, *, why: str, actor: Actor, at: datetime) -> None:
    """Make the case's slips of a kind void, but for one that says what is to be said now."""
    for one in papers.slips_of(case.pk):
        if one.kind == kind and one.data != kept:
            certificates.make_void(paper_id=one.pk, why=why, actor=actor, replaced=bool(kept), at=at)


def _office(case: Case) -> Actor:
    return Actor(id="worker:papers", role="system", office=case.office_id)


def _day(at: datetime) -> str:
    return at.astimezone(clock.OFFICE_ZONE).date().isoformat()
