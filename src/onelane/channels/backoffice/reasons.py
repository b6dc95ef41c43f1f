"""The reasons to send a case back or to refuse it; they are kept in both languages, since the owner reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onelane.catalogue.spec import Words
from onelane.channels.shared.forms_from_catalogue import said
from onelane.kernel.refusal import Refused

LONGEST = 300
BETWEEN = " / "

TO_ACCEPTANCE: Mapping[str, Words] = {
    "paper-missing": Words("缺少材料", "A paper is missing"),
    "paper-unreadable": Words("材料影像看不清", "A paper cannot be read"),
    "answer-differs": Words("填写内容与材料不一致", "An answer differs from the papers"),
    "identity-differs": Words("身份证明与申请人不一致", "The identity document is not the applicant's"),
    "tax-open": Words("未查到车辆购置税完税信息", "No proof of the purchase tax was found"),
    "insurance-open": Words("未查到有效的交强险", "No insurance in force was found"),
    "authorisation-missing": Words("缺少代理人授权", "The agent's authorisation is missing"),
}
TO_INSPECTION: Mapping[str, Words] = {
    "photo-unclear": Words("照片不清楚或角度不对", "A photo is unclear or from the wrong side"),
    "vin-unclear": Words("车辆识别代号照片看不清", "The photo of the VIN cannot be read"),
    "vin-differs": Words("车辆识别代号与合格证不一致，请再查", "The VIN differs from the certificate; look again"),
    "value-differs": Words("颜色、座位或车型与公告不一致，请再查", "Colour, seats or type differ from the papers"),
    "recording-missing": Words("找不到查验录像", "The recording of the inspection was not found"),
}
SEND_BACK: Mapping[str, Mapping[str, Words]] = {
    "acceptance": TO_ACCEPTANCE,
    "inspection": TO_INSPECTION,
    "photograph": {"photo-unclear": TO_INSPECTION["photo-unclear"]},
}
ARTICLE = "R164 art.15"
# 机动车登记规定第十五条: the ten grounds on which a registration is refused.
GROUNDS: Mapping[str, Words] = {
    "papers-invalid": Words("提交的证明、凭证无效", "The papers handed in are not valid"),
    "origin-altered": Words(
        "来历证明被涂改，或者记载的所有人与身份证明不符", "The proof of origin was altered, or names another owner"
    ),
    "papers-differ": Words("提交的证明、凭证与机动车不符", "The papers do not belong to this vehicle"),
    "not-licensed": Words(
        "机动车未经国务院机动车产品主管部门许可生产或者未经许可进口", "Not licensed for production or import"
    ),
    "announcement-differs": Words("型号或者技术参数与公告不符", "Model or parameters differ from the announcement"),
    "standard-differs": Words(
        "车辆识别代号或者技术数据不符合国家安全技术标准", "VIN or technical data violate the national standard"
    ),
    "scrapped": Words("机动车达到国家规定的强制报废标准", "The vehicle has reached the age of scrapping"),
    "sealed": Words("机动车被依法查封、扣押", "The vehicle is sealed or seized"),
    "stolen": Words("机动车属于被盗抢的", "The vehicle is stolen"),
    "other": Words("其他不符合法律、行政法规规定的情形", "Another case against law or regulation"),
}  # fmt: skip
NEEDS_WORDS = "other"


def kept(words: Words) -> str:
    """Return a reason as it is kept with the case, in both languages."""
    return f"{words.zh}{BETWEEN}{words.en}"


_KNOWN = {kept(words): words for table in (*SEND_BACK.values(), GROUNDS) for words in table.values()} | {
    f"{kept(words)} ({ARTICLE})": words for words in GROUNDS.values()
}


def told(reason: str) -> str:
    """Return a kept reason in the reader's language; free text is shown as it was written."""
    return said(_KNOWN[reason]) if reason in _KNOWN else reason


def own_words(text: str) -> str:
    """Return free text on one line; refuse `backoffice.text_too_long` instead of cutting it."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        raise Refused("backoffice.text_too_long", longest=LONGEST, found=len(line))
    return line


def to_send_back(steps: Iterable[str], chosen: Iterable[str], text: str) -> list[str]:
    """Return the reasons to keep: those chosen from the lists of the steps, in their order, then the free text."""
    ticked, line = set(chosen), own_words(text)
    listed = [
        kept(words) for step in steps for code, words in SEND_BACK.get(step, {}).items() if f"{step}:{code}" in ticked
    ]
    return list(dict.fromkeys([*listed, *([line] if line else [])]))


def to_refuse(chosen: Iterable[str], text: str) -> list[str]:
    """Return the written grounds of a refusal; refuse without a ground of the law, or "other" without words."""
    ticked, line = set(chosen), own_words(text)
    grounds = [f"{kept(words)} ({ARTICLE})" for code, words in GROUNDS.items() if code in ticked]
    if not grounds:
        raise Refused("backoffice.ground_missing")
    if NEEDS_WORDS in ticked and not line:
        raise Refused("backoffice.ground_needs_words")
    return [*grounds, *([line] if line else [])]
