"""What stands on a paper: the snapshot of a case, its codes in words, in the order of the printed fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from onelane.kernel.numbers import plate as plates
from onelane.office.certificates.rules import Kind

Words = Callable[[str, str], str]
"""Gives the word for a code of a table, such as ("fuel", "A") -> 汽油; an unknown code as itself."""

Row = tuple[str, str, str]  # Chinese label, English label or number, value
Face = dict[str, object]
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Said:
    """Reads a snapshot: everything as text, what is missing as a dash."""

    data: Mapping[str, object]
    serial: str
    words: Words

    def text(self, key: str, unit: str = "") -> str:
        """Return a value with its unit, or a dash."""
        value = self.data.get(key)
        return NOTHING if value is None or value == "" else f"{value}{unit}"

    def code(self, table: str, key: str) -> str:
        """Return the word for a code; letters of which several may hold are joined."""
        value = str(self.data.get(key) or "")
        return self.words(table, value) or NOTHING

    def plate(self) -> str:
        """Return the plate number as it is written."""
        return plates.display(str(self.data.get("plate") or "")) if self.data.get("plate") else NOTHING

    def model(self) -> str:
        """Return brand and model joined (品牌型号)."""
        return "".join(str(self.data.get(key) or "") for key in ("brand_zh", "vehicle_model")) or NOTHING

    def size(self) -> str:
        """Return length, width and height as printed: 4670×1806×1474mm."""
        value = self.text("dims_mm")
        return value if value == NOTHING else f"{value.replace('x', '×')}mm"

    def engine_size(self) -> str:
        """Return displacement and power, as far as known: 1395ml / 110kW."""
        known = (self.text("displacement_ml", "ml"), self.text("power_kw", "kW"))
        return " / ".join(part for part in known if part != NOTHING) or NOTHING

    def owner(self) -> str:
        """Return name, kind of document and its number, as field 1 of the certificate joins them."""
        return " / ".join(
            (self.text("owner_name"), self.code("id_doc_type", "owner_id_type"), self.text("owner_id_no"))
        )

    def origin(self) -> str:
        """Return whether the car is home-made or imported."""
        return {"domestic": "国产", "import": "进口"}.get(self.text("domestic_or_import"), NOTHING)

    def inspected_until(self) -> date | None:
        """Return the last day of the inspection mark."""
        value = self.data.get("inspection_valid_to")
        return date.fromisoformat(str(value)) if value else None

    def inspection(self) -> str:
        """Return the record as it is stamped: 检验有效期至2028年11月鲁B."""
        until = self.inspected_until()
        if until is None:
            return NOTHING
        return f"检验有效期至{until.year}年{until.month:02d}月{self.plate()[: plates.PREFIX]}"


Field = tuple[str, str, Callable[[Said], str]]

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


def face(kind: Kind, *, serial: str, data: Mapping[str, object], words: Words) -> Face:
    """Return everything a template needs to set a paper of this kind."""
    said = Said(data, serial, words)
    return {"serial": serial, "office": said.text("office"), "plate": said.plate()} | _FACES[kind](said)


def _licence(said: Said) -> Face:
    return {"main": _rows(_MAIN, said), "sub": _rows(_SUB, said)}


def _certificate(said: Said) -> Face:
    return {"fields": [(label, str(number), read(said)) for number, (label, read) in enumerate(_CERTIFICATE, start=1)]}


def _mark(said: Said) -> Face:
    until = said.inspected_until()
    year, month = (str(until.year), str(until.month)) if until else (NOTHING, NOTHING)
    return {"rows": _rows(_MARK, said), "year": year, "month": month, "category": said.text("plate_category")}


def _rows(fields: tuple[Field, ...], said: Said) -> list[Row]:
    return [(chinese, english, read(said)) for chinese, english, read in fields]


_FACES: dict[Kind, Callable[[Said], Face]] = {
    "vehicle-licence": _licence,
    "registration-certificate": _certificate,
    "inspection-mark": _mark,
}
