"""An office, a case, and what the papers of a small car say."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

SAID: dict[str, Any] = {
    "brand_zh": "大众牌", "vehicle_model": "SVW7142BPV", "body_colour": "A", "domestic_or_import": "domestic",
    "engine_no": "A12345", "engine_model": "DLF", "fuel_type": "A", "displacement_ml": 1395, "power_kw": "110",
    "manufacturer": "上汽大众汽车有限公司", "dims_mm": "4670x1806x1474", "gross_mass_kg": 1840, "curb_mass_kg": 1370,
    "seats": 5, "manufacture_date": "2026-09-01", "plate": "鲁B1A234", "plate_category": "02", "vehicle_type": "K33",
    "use_nature": "A", "acquired_by": "A", "vin": "LSVAU2184TN000001", "owner_name": "测试车主", "owner_id_type": "A",
    "owner_id_no": "370299199003070125", "owner_domicile": "山东省青岛市市南区示例路1号",
    "certificate_no": "370000000017", "registered_on": "2026-11-22", "issued_on": "2026-11-22",
    "inspection_valid_to": "2028-11-30", "office": "青岛市公安局交通警察支队车辆管理所", "photo_sha256": "",
}  # fmt: skip


@pytest.fixture
def said() -> dict[str, Any]:
    """What the papers of a small car say."""
    return dict(SAID)


@pytest.fixture
def photo() -> bytes:
    """A picture larger than print needs."""
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (1600, 1067), (90, 120, 160)).save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def office(db: None) -> Iterator[str]:
    """Qingdao."""
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    forget()
    Office.objects.create(code="qingdao", name_zh="青岛车管所", name_en="Qingdao", area_code="3702", prefixes=["鲁B"])
    yield "qingdao"
    forget()


@pytest.fixture
def new_case(office: str) -> Callable[[], Any]:
    """Open cases of no particular service."""
    from onelane.kernel import clock
    from onelane.office.cases.models import Case, Plan

    plan, _ = Plan.objects.get_or_create(digest="0" * 64, service="bicycle", snapshot={})

    def make() -> Case:
        return Case.objects.create(
            office_id=office, number=f"1{Case.objects.count():012d}", plan=plan, state="open", marking=[],
            rank_at=clock.now(), opened_at=clock.now(),
        )  # fmt: skip

    return make
