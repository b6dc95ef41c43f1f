"""People, licences and vehicles that the registers know, in one line each; their numbers are of region 370299."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from typing import Any

from stdnum.cn import ric
from tests import make

from onelane.kernel.clock import OFFICE_ZONE

_people = itertools.count(1)
_cars = itertools.count(1)


def id_no(born: date, number: int = 0) -> str:
    """Return an identity number of a county that never was."""
    stem = f"370299{born:%Y%m%d}{(number or next(_people)) % 1000:03d}"
    return stem + ric.calc_check_digit(stem + "0")


def vin(number: int) -> str:
    """Return a VIN with its check digit."""
    from onelane.kernel.numbers.vin import check_digit

    plain = f"LSVAU2180TN{number:06d}"
    return plain[:8] + check_digit(plain) + plain[9:]


def person(*, born: date = date(1990, 3, 7), **told: Any) -> Any:
    """Return somebody the register knows."""
    from onelane.registers.people import actions as people

    given = {"kind": "individual", "id_type": "A", "id_no": id_no(born), "name": "试一", "mobile": "13800000000"}
    given |= {"mail_address": "山东省青岛市市南区示例路1号", "actor": make.actor("system")}
    return people.know(**(given | told))


def unit(name: str = "试验运输有限公司", code: str = "91350100M000100Y43") -> Any:
    """Return a unit the register knows."""
    from onelane.registers.people import actions as people

    return people.know(kind="unit", id_type="N", id_no=code, name=name, actor=make.actor("system"))


def licence(*, holder: Any = None, born: date = date(1990, 3, 7), ends: date = date(2026, 12, 20), **told: Any) -> Any:
    """Return a licence of six years that ends on a day, with a medical certificate of this month."""
    from onelane.registers.drivers import actions as drivers

    holder = holder or person(born=born)
    term = told.pop("term", 6)
    given: dict[str, Any] = {"classes": "C1", "first_issued": date(2014, 12, 20), "term": term, "office": make.OFFICE}
    given["valid_from"] = ends.replace(year=ends.year - (term or 6))
    found = drivers.license_driver(person=holder, actor=make.actor("system"), **(given | told))
    medical(holder)
    return found


def medical(holder: Any, *, on: date = date(2026, 11, 1), **told: Any) -> Any:
    """Return a medical certificate that says fit."""
    from onelane.registers.drivers import actions as drivers

    number = f"TJ{holder.pk:06d}{on:%y%m%d}"
    given = {"certificate_no": number, "institution": "试验医院", "examined_on": on, "fit": True, "ability": True}
    return drivers.examined(person=holder, actor=make.actor("system"), **(given | told))


def vehicle(
    *, owner: Any = None, registered: date = date(2024, 12, 10), valid_to: date = date(2026, 12, 31), **told: Any
) -> Any:
    """Return a small private car, insured and taxed until the end of next year."""
    from onelane.registers.vehicles import actions as vehicles

    number = next(_cars)
    at = datetime(registered.year, registered.month, registered.day, 10, tzinfo=OFFICE_ZONE)
    particulars = {
        "brand_zh": "大众牌", "vehicle_model": "SVW7142BPV", "body_colour": "A", "engine_no": f"E{number:05d}",
        "fuel_type": told.pop("fuel", "A"), "manufacture_date": told.pop("made", "2024-09-01"),
        "seats": told.pop("seats", 5),
    }  # fmt: skip
    given: dict[str, Any] = {
        "office": make.OFFICE, "vin": vin(number), "plate": f"鲁B{20000 + number}", "plate_category": "02",
        "vehicle_type": "K33", "use_nature": "A", "acquired_by": "A",
    }  # fmt: skip
    status = told.pop("status", "A")
    found = vehicles.register(
        particulars=particulars, owner=owner or person(), inspection_valid_to=valid_to, actor=make.actor("system"),
        at=at, **(given | told),
    )  # fmt: skip
    vehicles.checked(
        vehicle_id=found.pk, insured_to=date(2027, 12, 31), tax_paid_to=date(2027, 12, 31), actor=make.actor("system")
    )
    found.refresh_from_db()
    if status != "A":
        found.status = status
        found.save(update_fields=["status"])
    return found


def learner(*, holder: Any = None, passed: tuple[str, ...] = ("1",), on: date = date(2026, 10, 1), **told: Any) -> Any:
    """Return a learner of class C1 who has passed some subjects."""
    from onelane.registers.drivers import actions as drivers

    given = {"licence_class": "C1", "accepted_on": date(2026, 9, 1), "office": make.OFFICE}
    found = drivers.enrol(person=holder or person(), actor=make.actor("system"), **(given | told))
    for subject in passed:
        found = drivers.pass_subject(
            learner_id=found.pk, subject=subject, on=on, permit_to=on.replace(year=on.year + 3),
            actor=make.actor("system"),
        )  # fmt: skip
    return found


def noon() -> datetime:
    """Return the noon of the day on which the tests' clock stands."""
    return datetime(2026, 11, 23, 12, tzinfo=OFFICE_ZONE)
