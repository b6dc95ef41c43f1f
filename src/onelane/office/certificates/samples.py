"""What a specimen of each paper says: for pictures, benchmarks and tests; nobody of that name lives there."""

from __future__ import annotations

from onelane.catalogue.spec import JsonValue
from onelane.office.certificates.kinds import Kind

Snapshot = dict[str, JsonValue]

OFFICE = "青岛市公安局交通警察支队车辆管理所"
NAME, RARE, LONG = "测试车主", "𠮷㐱龘", "买买提·阿卜杜热依木·吐尔逊江·艾则孜"
ID_NO = "370299199003070125"
ADDRESS = "山东省青岛市市南区示例路1号"
SERVICE = "期满换领机动车驾驶证"

VEHICLE: Snapshot = {
    "brand_zh": "大众牌", "vehicle_model": "SVW7142BPV", "body_colour": "A", "domestic_or_import": "domestic",
    "engine_no": "A12345", "engine_model": "DLF", "fuel_type": "A", "displacement_ml": 1395, "power_kw": "110",
    "manufacturer": "上汽大众汽车有限公司", "dims_mm": "4670x1806x1474", "gross_mass_kg": 1840, "curb_mass_kg": 1370,
    "seats": 5, "manufacture_date": "2026-09-01", "plate": "鲁B1A234", "plate_category": "02", "vehicle_type": "K33",
    "use_nature": "A", "acquired_by": "A", "vin": "LSVAU2184TN000001", "owner_name": NAME, "owner_id_type": "A",
    "owner_id_no": ID_NO, "owner_domicile": ADDRESS, "certificate_no": "370000000017", "registered_on": "2026-11-22",
    "issued_on": "2026-11-22", "inspection_valid_to": "2028-11-30", "office": OFFICE, "photo_sha256": "",
}  # fmt: skip
DRIVER: Snapshot = {
    "licence_no": ID_NO, "id_no": ID_NO, "id_type": "A", "name": NAME, "sex": "女", "nationality": "中国",
    "address": ADDRESS, "birth_date": "1990-03-07", "first_issued_on": "2010-06-01", "classes": "C1D",
    "valid_from": "2026-06-01", "valid_to": "2036-06-01", "issued_on": "2026-11-22", "file_no": "370200000123",
    "hearing_aid": True, "office": OFFICE, "photo_sha256": "",
}  # fmt: skip
CASE: Snapshot = {"service": SERVICE, "case_no": "1261122000042", "name": NAME, "office": OFFICE}

SAMPLES: dict[Kind, Snapshot] = {
    "vehicle-licence": VEHICLE,
    "registration-certificate": VEHICLE | {
        "entries": [["2027-03-02", "抵押登记", "抵押权人：示例银行青岛分行", OFFICE],
                    ["2028-03-05", "解除抵押登记", "抵押权人：示例银行青岛分行", OFFICE]],
    },
    "inspection-mark": VEHICLE,
    "driving-licence": DRIVER,
    "learner-permit": DRIVER | {"valid_to": "2029-11-21", "classes": "C1", "school": "自学直考"},
    "temporary-plate": VEHICLE | {
        "plate": "鲁B12345临", "valid_from": "2026-11-22", "valid_to": "2026-12-21", "route": "山东省行政区域内",
    },
    "acceptance-receipt": CASE | {
        "accepted_on": "2026-11-22", "promised_on": "2026-11-23", "state": "已受理，正在审核",
        "materials": ["居民身份证（联网核查）", "身体条件证明（联网核查）", "证件照片"],
    },
    "payment-receipt": CASE | {
        "lines": [["机动车号牌（反光，副）", 10000], ["机动车行驶证", 1000], ["机动车登记证书", 1000]], "total": 12000,
        "means": "微信支付", "transaction": "4200000000202611220000000001", "paid_on": "2026-11-22",
        "fiscal_no": "37020026 0000000042",
    },
    "refusal-notice": CASE | {
        "reasons": ["身体条件证明超过六个月有效期。", "有道路交通安全违法行为尚未处理完毕。"],
        "decided_on": "2026-11-22",
        "law": [
            "《机动车驾驶证申领和使用规定》（公安部令第162号）第八十五条", "《机动车驾驶证申领和使用规定》第六十三条",
        ],
    },
    "correction-notice": CASE | {
        "items": ["照片背景不是白色，请重新上传。", "邮寄地址缺少门牌号。"], "until": "2026-12-02",
        "decided_on": "2026-11-22",
    },
    "booking-slip": CASE | {
        "service": "机动车检验预约", "booked_on": "2026-11-25", "slot": "09:00–10:00", "place": "青岛市南检测站",
        "place_address": "青岛市市南区示例路8号", "booking_code": "482913", "bring": ["行驶证", "交强险凭证"],
    },
    "parcel-label": CASE | {
        "carrier": "中国邮政 EMS", "tracking_no": "EA000000016CN", "sender": "青岛车管所 制证中心",
        "sender_phone": "0532-00000000", "sender_address": "青岛市示例区示例路122号", "recipient": NAME,
        "recipient_mobile": "13800000000", "recipient_address": ADDRESS, "postcode": "266000",
        "contents": "机动车驾驶证 1 本",
    },
    "deferral-voucher": CASE | DRIVER | {
        "deferred": "延期换证", "reason": "服兵役", "deferred_from": "2026-11-22", "deferred_to": "2029-11-21",
    },
    "number-voucher": CASE | {
        "plate": "鲁BD12345", "plate_category": "52", "vin": "LSVAU2184TN000001", "way": "50选1",
        "held_to": "2026-11-27",
    },
    "register-extract": {
        "office": OFFICE, "about": "机动车登记信息", "name": NAME, "reason": "办理车辆保险", "asked_on": "2026-11-22",
        "rows": [["号牌号码", "鲁B·1A234"], ["车辆识别代号", "LSVAU2184TN000001"], ["品牌型号", "大众牌SVW7142BPV"],
                 ["车身颜色", "白"], ["使用性质", "非营运"], ["登记日期", "2026年11月22日"],
                 ["检验有效期至", "2028年11月30日"], ["机动车状态", "正常"]],
        "entries": [["2026-11-22", "注册登记", "登记编号 鲁B·1A234"], ["2027-03-02", "抵押登记", "示例银行青岛分行"]],
    },
}  # fmt: skip


def sample(kind: Kind, *, name: str = NAME) -> Snapshot:
    """Return a specimen's words, on another name where one is given."""
    said = dict(SAMPLES[kind])
    return said | {key: name for key in ("name", "owner_name", "recipient") if key in said}
