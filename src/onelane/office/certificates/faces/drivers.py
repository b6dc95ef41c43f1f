"""What stands on the papers of a driver, in the order of the printed fields."""

from __future__ import annotations

from onelane.office.certificates.faces.said import LONG_TERM, Face, Field, Said, rows


def _period(said: Said) -> str:
    """Return the time of validity as printed: 2026-11-22 至 2032-11-22, or 2026-11-22 至 长期."""
    return f"{said.text('valid_from')} 至 {said.text('valid_to')}"


def _record(said: Said) -> str:
    """Return what stands in 记录: the class remark and that hearing aids must be worn (R162 art.12, 16)."""
    told = [said.text("records")] if said.data.get("records") else []
    if said.data.get("hearing_aid"):
        told.append("驾驶机动车时须佩戴助听设备")
    if said.data.get("valid_to") and said.data["valid_to"] != LONG_TERM:
        told.append(f"请于{said.day('valid_to')}前九十日内申请换领新驾驶证")
    return "。".join(told) or "—"


# GA 482 and R162 art.12: main page of the driving licence (机动车驾驶证).
_MAIN: tuple[Field, ...] = (
    ("证号", "License No.", lambda said: said.text("licence_no")),
    ("姓名", "Name", lambda said: said.text("name")),
    ("性别", "Sex", lambda said: said.text("sex")),
    ("国籍", "Nationality", lambda said: said.text("nationality")),
    ("住址", "Address", lambda said: said.text("address")),
    ("出生日期", "Date of Birth", lambda said: said.text("birth_date")),
    ("初次领证日期", "Date of First Issue", lambda said: said.text("first_issued_on")),
    ("准驾车型", "Class", lambda said: said.text("classes")),
    ("有效期限", "Valid Period", _period),
)
_SUB: tuple[Field, ...] = (
    ("证号", "License No.", lambda said: said.text("licence_no")),
    ("姓名", "Name", lambda said: said.text("name")),
    ("档案编号", "File No.", lambda said: said.serial),
    ("记录", "Record", _record),
)
# R162 art.40-42: the learner's driving permit (学习驾驶证明).
_LEARNER: tuple[Field, ...] = (
    ("证明编号", "No.", lambda said: said.serial),
    ("姓名", "Name", lambda said: said.text("name")),
    ("性别", "Sex", lambda said: said.text("sex")),
    ("国籍", "Nationality", lambda said: said.text("nationality")),
    ("出生日期", "Date of birth", lambda said: said.text("birth_date")),
    (
        "身份证明名称及号码", "Identity document",
        lambda said: f"{said.code('id_doc_type', 'id_type')} {said.text('id_no')}",
    ),
    ("住址", "Address", lambda said: said.text("address")),
    ("准驾车型代号", "Class", lambda said: said.text("classes")),
    ("有效期至", "Valid to", lambda said: said.day("valid_to")),
    ("驾驶培训机构", "Driving school", lambda said: said.text("school")),
    ("核发机关", "Issued by", lambda said: said.text("office")),
    ("发证日期", "Issued on", lambda said: said.day("issued_on")),
)  # fmt: skip
_LEARNER_NOTES = (
    "在道路上学习驾驶技能时应当随身携带本证明（公安部令第162号第四十二条）。",
    "应当使用教练车，由教练员随车指导，按照公安机关交通管理部门指定的路线、时间进行。",
    "纸质与电子学习驾驶证明具有同等效力（第四十一条）。",
)
_DEFERRAL: tuple[Field, ...] = (
    ("姓名", "Name", lambda said: said.text("name")),
    ("驾驶证号", "Licence No.", lambda said: said.text("licence_no")),
    ("档案编号", "File No.", lambda said: said.text("file_no")),
    ("延期事项", "What is deferred", lambda said: said.text("deferred")),
    ("延期原因", "Reason", lambda said: said.text("reason")),
    ("延期自", "From", lambda said: said.day("deferred_from")),
    ("延期至", "To", lambda said: said.day("deferred_to")),
    ("受理号", "Case No.", lambda said: said.text("case_no")),
    ("凭证编号", "No.", lambda said: said.serial),
)


def licence(said: Said) -> Face:
    """Main and supplementary page of the driving licence."""
    return {"main": rows(_MAIN, said), "sub": rows(_SUB, said)}


def learner(said: Said) -> Face:
    """The learner's permit with its notes."""
    return {"rows": rows(_LEARNER, said), "notes": [*_LEARNER_NOTES]}


def deferral(said: Said) -> Face:
    """The voucher of a deferral (R162 art.75: at most three years, and no driving meanwhile)."""
    return {
        "rows": rows(_DEFERRAL, said),
        "notes": [
            "延期期间不得驾驶机动车（公安部令第162号第七十五条）。",
            "期满前请办理换证、提交身体条件证明或者审验。",
        ],
    }
