"""The 20 items (查验项目) of the GA 801-2019 record form, the photos asked, and the grounds of suspicion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onelane.catalogue.spec import Words

ValueKind = Literal["", "vin", "colour", "seats", "type"]
Need = Literal["every", "engine", "seated", "goods", "bus", "emergency", "tested"]


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the form: what is looked at, when it fails, what the inspector writes, and the photo to it.

    `need` names the kind of vehicle that the item is asked of, see `rules.asked_of`; `remedy` says what the
    owner can do after a failure; `shown_on` are further photos that a repair of this item makes out of date.
    """

    no: int
    name: Words
    look: Words
    fails: Words
    remedy: Words
    need: Need = "every"
    value: ValueKind = ""
    photo: str = ""
    shown_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoKind:
    """A kind of picture (照片种类) with its national code; `required` ones are on every passed record."""

    code: str
    name: Words
    required: bool = False


PHOTOS: dict[str, PhotoKind] = {
    one.code: one
    for one in (
        PhotoKind("0111", Words("车辆左前方斜视45度", "Left front at 45°"), required=True),
        PhotoKind("0112", Words("车辆右后方斜视45度", "Right rear at 45°"), required=True),
        PhotoKind("0113", Words("车辆识别代号", "VIN as stamped"), required=True),
        PhotoKind("0115", Words("车厢内部", "Inside of the car")),
        PhotoKind("0119", Words("发动机号或柔性标签", "Engine number or label")),
        PhotoKind("0157", Words("驾驶人座椅安全带", "Driver's seat belt")),
        PhotoKind("0158", Words("车辆正后方", "Straight from behind")),
    )
}
_PAPERS = Words("核对凭证和公告；不符的不予办理，联系销售单位换正", "Compare the papers; the seller must correct them")
_UNDO = Words("恢复原状后在本所复检", "Put it back as approved, then come for a re-inspection")
_SUPPLY = Words("补齐后可当场复检", "Supply what is missing; re-inspection is possible at once")

ITEMS: tuple[Item, ...] = (
    Item(
        1,
        Words("车辆识别代号", "VIN"),
        Words(
            "打刻的代号、标牌与凭证一致，校验位正确", "Stamped VIN and label equal the certificate; check digit holds"
        ),
        Words(
            "不符、重新打刻、打磨、垫片、涂改、看不清", "Differs, re-stamped, ground, patched, repainted or unreadable"
        ),
        Words(
            "有改动痕迹的按嫌疑处理；凭证写错的由厂家更正",
            "Traces of change are a suspicion; a misprint is corrected by the maker",
        ),
        value="vin",
        photo="0113",
    ),
    Item(
        2,
        Words("发动机（驱动电机）型号和号码", "Engine or motor model and number"),
        Words(
            "打刻或铸出的型号、号码；不易见时看永久标签",
            "Stamped or cast model and number; the permanent label if hard to see",
        ),
        Words("与凭证不符或有改动", "Differs from the certificate or was altered"),
        _PAPERS,
        need="engine",
        photo="0119",
    ),
    Item(
        3,
        Words("车辆品牌和型号", "Make and model"),
        Words("与合格证（进口凭证）和公告一致", "Equals the certificate and the published type"),
        Words("与凭证或公告不符", "Differs from the certificate or the published type"),
        _PAPERS,
    ),
    Item(
        4,
        Words("车身颜色", "Body colour"),
        Words("按实车填写，国产车参照合格证", "Write what you see; compare the certificate of a domestic car"),
        Words("与凭证明显不同又没有理由", "Obviously different without a reason"),
        _PAPERS,
        value="colour",
        shown_on=("0111", "0112"),
    ),
    Item(
        5,
        Words("核定载人数", "Seats"),
        Words("按 GB 7258 核定座位", "Count the seats by GB 7258"),
        Words("与公告不一致", "Differs from the published type"),
        _UNDO,
        need="engine",
        value="seats",
    ),
    Item(
        6,
        Words("车辆类型", "Vehicle type"),
        Words("按 GA 802 确定", "Decide it by GA 802"),
        Words("与凭证所载类型不符", "Is not the type that the papers say"),
        _PAPERS,
        value="type",
    ),
    Item(
        7,
        Words("号牌位置和车辆外观形状", "Plate place and outer shape"),
        Words(
            "外观与公告照片一致，号牌板（架）规范", "Looks like the published photo; a proper, fixed place for plates"
        ),
        Words(
            "非法改装，号牌板（架）不规范或可翻转",
            "Illegal modification; no plate place, or one that flips or comes off",
        ),
        _UNDO,
        photo="0158",
        shown_on=("0111", "0112"),
    ),
    Item(
        8,
        Words("轮胎完好情况", "Tyres"),
        Words("规格相符、完好，同轴花纹一致", "Approved size, no damage, same pattern on one axle"),
        Words("规格不符、破损、磨损超限", "Wrong size, damaged or worn down"),
        Words("更换轮胎后复检", "Change the tyre, then come for a re-inspection"),
    ),
    Item(
        9,
        Words("安全带、三角警告牌、反光背心", "Seat belts, triangle, vest"),
        Words("每个座位安全带有效，警告牌和背心齐全", "A working belt at every seat; triangle and vest on board"),
        Words("缺少或失效", "Missing or not working"),
        _SUPPLY,
        need="seated",
        photo="0157",
    ),
    Item(
        10,
        Words("外廓尺寸、轴数、轴距", "Outer size, axles, wheelbase"),
        Words("测量值在公告允许误差内", "Measured values within the allowed difference"),
        Words("超出允许误差", "Outside the allowed difference"),
        _UNDO,
        need="goods",
    ),
    Item(
        11,
        Words("整备质量", "Kerb mass"),
        Words("称重值在公告允许误差内", "Weighed value within the allowed difference"),
        Words("超出允许误差", "Outside the allowed difference"),
        _UNDO,
        need="goods",
    ),
    Item(
        12,
        Words("轮胎规格", "Tyre size and count"),
        Words("规格、数量与公告一致", "Size and count as approved"),
        Words("规格或数量不符", "Size or count differs"),
        _UNDO,
        need="goods",
    ),
    Item(
        13,
        Words("侧面及后下部防护装置", "Side and rear guards"),
        Words("齐全、牢固、尺寸合格", "Present, firm and of the right size"),
        Words("缺少、变形或尺寸不符", "Missing, bent or of the wrong size"),
        _SUPPLY,
        need="goods",
    ),
    Item(
        14,
        Words("车身反光标识、尾部标志板、喷涂", "Reflectors, rear boards, lettering"),
        Words("粘贴、安装、喷涂符合 GB 7258", "Fixed and painted as GB 7258 asks"),
        Words("缺少、破损或不清晰", "Missing, damaged or not readable"),
        _SUPPLY,
        need="goods",
    ),
    Item(
        15,
        Words("灭火器", "Fire extinguisher"),
        Words("数量、位置正确，在有效期内", "Right number and place, not expired"),
        Words("缺少或失效", "Missing or expired"),
        _SUPPLY,
        need="bus",
    ),
    Item(
        16,
        Words("行驶记录装置、车内外录像", "Recorder and cameras"),
        Words("装置齐全、工作正常", "Fitted and working"),
        Words("缺少或不工作", "Missing or not working"),
        _SUPPLY,
        need="bus",
    ),
    Item(
        17,
        Words("应急出口、应急锤、乘客门", "Emergency exits, hammers, doors"),
        Words("出口畅通，应急锤齐全，标识清楚", "Exits free, hammers in place, signs clear"),
        Words("堵塞、缺少或打不开", "Blocked, missing or stuck"),
        _SUPPLY,
        need="bus",
    ),
    Item(
        18,
        Words("外部标识、文字喷涂、校车标志", "Outer marks, lettering, school-bus signs"),
        Words("标识和文字符合规定", "Marks and lettering as prescribed"),
        Words("缺少或不符合规定", "Missing or not as prescribed"),
        _SUPPLY,
        need="bus",
    ),
    Item(
        19,
        Words("标志灯具、警报器", "Emergency lamps and siren"),
        Words("按批准安装；私家车不得安装", "Fitted as approved; none on a private car"),
        Words("非法安装，或与批准不符", "Fitted illegally or not as approved"),
        _UNDO,
        need="emergency",
    ),
    Item(
        20,
        Words("安全技术检验合格证明", "Technical inspection certificate"),
        Words("不免检的新车须有合格证明", "Needed when the new car is not exempt"),
        Words("没有或已失效", "Missing or expired"),
        Words("先到检验机构检验", "Have the car tested at a station first"),
        need="tested",
    ),
)
BY_NO: dict[int, Item] = {item.no: item for item in ITEMS}

GROUNDS: dict[str, Words] = {
    "smuggled": Words("涉嫌走私", "may be smuggled"),
    "stolen": Words("涉嫌被盗抢", "may be stolen"),
    "assembled": Words("涉嫌非法拼装、改装", "may be illegally assembled"),
    "forged": Words("凭证涉嫌伪造、变造", "papers may be forged or altered"),
}
