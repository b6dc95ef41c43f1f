"""What stands on the papers of a vehicle, in the order of the printed fields."""

from __future__ import annotations

from collections.abc import Callable

from onelane.office.certificates.faces.said import NOTHING, Face, Field, Said, rows

# GA 37: main page of the vehicle licence (机动车行驶证).
_MAIN: tuple[Field, ...] = (
    ("号牌号码", "Plate No.", Said.plate),
    ("车辆类型", "Vehicle Type", lambda said: said.code("vehicle_type", "vehicle_type")),
    ("所有人", "Owner", lambda said: said.text("owner_name")),
    ("住址", "Address", lambda said: said.text("owner_domicile")),
    ("使用性质", "Use Character", lambda said: said.code("use_nature", "use_nature")),
    ("品牌型号", "Model", Said.model),
    ("车辆识别代号", "VIN", lambda said: said.text("vin")),
    ("发动机号码", "Engine No.", lambda said: said.text("engine_no")),
    ("注册日期", "Register Date", lambda said: said.text("registered_on")),
    ("发证日期", "Issue Date", lambda said: said.text("issued_on")),
)
# GA 37: its supplementary page (副页).
_SUB: tuple[Field, ...] = (
    ("号牌号码", "Plate No.", Said.plate),
    ("档案编号", "File No.", lambda said: said.serial),
    ("核定载人数", "Approved Passengers", lambda said: said.text("seats", "人")),
    ("总质量", "Gross Mass", lambda said: said.text("gross_mass_kg", "kg")),
    ("整备质量", "Unladen Mass", lambda said: said.text("curb_mass_kg", "kg")),
    ("核定载质量", "Approved Load", lambda said: said.text("load_kg", "kg")),
    ("外廓尺寸", "Overall Dimension", Said.size),
    ("准牵引总质量", "Traction Mass", lambda said: said.text("towed_mass_kg", "kg")),
    ("备注", "Remarks", lambda said: said.text("remarks")),
    ("检验记录", "Inspection Record", Said.inspection),
)
# The registration certificate (机动车登记证书); the place in the list is the number of the field.
_CERTIFICATE: tuple[tuple[str, Callable[[Said], str]], ...] = (
    ("机动车所有人/身份证明名称/号码", Said.owner),
    ("登记机关", lambda said: said.text("office")),
    ("登记日期", lambda said: said.text("registered_on")),
    ("机动车登记编号", Said.plate),
    ("车辆类型", lambda said: said.code("vehicle_type", "vehicle_type")),
    ("车辆品牌", lambda said: said.text("brand_zh")),
    ("车辆型号", lambda said: said.text("vehicle_model")),
    ("车身颜色", lambda said: said.code("colour", "body_colour")),
    ("车辆识别代号/车架号", lambda said: said.text("vin")),
    ("国产/进口", Said.origin),
    ("发动机号", lambda said: said.text("engine_no")),
    ("发动机型号", lambda said: said.text("engine_model")),
    ("燃料种类", lambda said: said.code("fuel", "fuel_type")),
    ("排量/功率", Said.engine_size),
    ("制造厂名称", lambda said: said.text("manufacturer")),
    ("转向形式", lambda said: said.text("steering")),
    ("轮距", lambda said: said.text("track_mm", "mm")),
    ("轮胎数", lambda said: said.text("tyres")),
    ("轮胎规格", lambda said: said.text("tyre_size")),
    ("钢板弹簧片数", lambda said: said.text("leaf_springs")),
    ("轴距", lambda said: said.text("wheelbase_mm", "mm")),
    ("轴数", lambda said: said.text("axles")),
    ("外廓尺寸", Said.size),
    ("货厢内部尺寸", lambda said: said.text("cargo_dims_mm")),
    ("总质量", lambda said: said.text("gross_mass_kg", "kg")),
    ("核定载质量", lambda said: said.text("load_kg", "kg")),
    ("核定载客", lambda said: said.text("seats", "人")),
    ("准牵引总质量", lambda said: said.text("towed_mass_kg", "kg")),
    ("驾驶室载客", lambda said: said.text("cab_seats", "人")),
    ("使用性质", lambda said: said.code("use_nature", "use_nature")),
    ("车辆获得方式", lambda said: said.code("acquire_method", "acquired_by")),
    ("车辆出厂日期", lambda said: said.text("manufacture_date")),
    ("发证机关章", lambda said: said.text("office")),
    ("发证日期", lambda said: said.text("issued_on")),
)
# The electronic inspection mark (机动车检验标志电子凭证).
_MARK: tuple[Field, ...] = (
    ("号牌种类", "Plate category", lambda said: said.code("plate_category", "plate_category")),
    ("车辆类型", "Vehicle type", lambda said: said.code("vehicle_type", "vehicle_type")),
    ("使用性质", "Use", lambda said: said.code("use_nature", "use_nature")),
    ("品牌型号", "Model", Said.model),
    ("检验有效期至", "Valid to", lambda said: said.text("inspection_valid_to")),
    ("发证机关", "Issued by", lambda said: said.text("office")),
    ("编号", "No.", lambda said: said.serial),
)
# GA 36: the paper plate for a car that has none yet (临时行驶车号牌), its back.
_TEMPORARY: tuple[Field, ...] = (
    ("机动车所有人", "Owner", lambda said: said.text("owner_name")),
    ("车辆类型", "Vehicle type", lambda said: said.code("vehicle_type", "vehicle_type")),
    ("品牌型号", "Model", Said.model),
    ("车辆识别代号", "VIN", lambda said: said.text("vin")),
    ("发动机号码", "Engine No.", lambda said: said.text("engine_no")),
    ("核定载人数", "Approved passengers", lambda said: said.text("seats", "人")),
    ("行驶区间", "Where it may be driven", lambda said: said.text("route")),
    ("有效期", "Holds", lambda said: f"{said.day('valid_from')} 至 {said.day('valid_to')}"),
    ("发证机关", "Issued by", lambda said: said.text("office")),
    ("编号", "No.", lambda said: said.serial),
)


def licence(said: Said) -> Face:
    """Main page, supplementary page and photo of the vehicle licence (GA 37)."""
    return {"main": rows(_MAIN, said), "sub": rows(_SUB, said)}


def certificate(said: Said) -> Face:
    """The 34 numbered fields of the registration certificate and its running entries (登记栏)."""
    first = [said.text("registered_on"), "注册登记", f"登记编号 {said.plate()}", said.text("office")]
    return {
        "fields": [(label, str(number), read(said)) for number, (label, read) in enumerate(_CERTIFICATE, start=1)],
        "entries": [first, *said.table("entries", 4)],
    }


def mark(said: Said) -> Face:
    """The electronic inspection mark."""
    until = said.inspected_until()
    year, month = (str(until.year), str(until.month)) if until else (NOTHING, NOTHING)
    return {"rows": rows(_MARK, said), "year": year, "month": month, "category": said.text("plate_category")}


def temporary(said: Said) -> Face:
    """Both sides of a temporary plate."""
    return {"rows": rows(_TEMPORARY, said), "until": said.day("valid_to")}
