"""An office, an owner, and a car to register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from onelane.kernel.actor import Actor

MACHINE = Actor("machine-1", "machine", "qingdao")
PARTICULARS = {
    "brand_zh": "大众牌", "vehicle_model": "SVW7142BPV", "body_colour": "A", "engine_no": "A12345", "fuel_type": "A",
    "manufacture_date": "2026-09-01", "seats": 5,
}  # fmt: skip


@pytest.fixture
def office(db: None, clock: Any) -> Iterator[str]:
    """Qingdao."""
    from onelane.registers.offices.models import Office
    from onelane.registers.offices.queries import forget

    forget()
    Office.objects.create(
        code="qingdao", name_zh="青岛车管所", name_en="Qingdao", area_code="3702", prefixes=["鲁B", "鲁U"]
    )
    yield "qingdao"
    forget()


@pytest.fixture
def know(office: str) -> Callable[..., Any]:
    """Enter a person; an invented one unless told."""
    from onelane.registers.people import actions as people

    def enter(**changed: str) -> Any:
        told = {"kind": "individual", "id_type": "A", "id_no": "370299199003070125", "name": "测试车主"} | changed
        return people.know(actor=MACHINE, **told)

    return enter


@pytest.fixture
def register(office: str, know: Callable[..., Any]) -> Callable[..., Any]:
    """Register a car; a small blue one unless told."""
    from onelane.registers.vehicles import actions as vehicles

    def enter(**changed: Any) -> Any:
        told: dict[str, Any] = {
            "vin": "LSVAU2184TN000001", "plate": "鲁B1A234", "plate_category": "02", "particulars": PARTICULARS,
            "owner": changed.pop("owner", None) or know(), "vehicle_type": "K33", "use_nature": "A",
            "acquired_by": "A", "inspection_valid_to": date(2028, 11, 30), "actor": MACHINE,
        }  # fmt: skip
        return vehicles.register(office=office, **(told | changed))

    return enter
