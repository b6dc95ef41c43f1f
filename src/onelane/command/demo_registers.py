"""What the registers of the demonstration know: for every service somebody who may, and somebody who may not.

The dates lie around the day of the first loading, so that the demonstration works on any day. Identity numbers are
of a region that never was (370299), and nobody of these names lives there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from onelane.kernel import clock
from onelane.kernel.actor import Actor
from onelane.office.cases.rules.dates import month_end, months_later, years_later
from onelane.office.cases.rules.learners import permit_ends

if TYPE_CHECKING:
    from onelane.registers.people.models import Person

ADDRESS = "山东省青岛市市南区示例路1号"
UNIT = ("91350100M000100Y43", "示例运输有限公司")


@dataclass(frozen=True, slots=True)
class Driver:
    """A licence of the demonstration: it ends so many days from today; 0 years are long-term."""

    classes: str
    ends_in_days: int
    term: int = 6
    status: str = "A"
    examined_days_ago: int = 20


@dataclass(frozen=True, slots=True)
class Car:
    """A vehicle of the demonstration: registered so many years before the month in which its mark ends."""

    plate: str
    category: str
    kind: str
    nature: str
    age_years: int
    mark_ends_in_days: int
    status: str = "A"
    seats: int = 5
    fuel: str = "A"
    injury: bool = False


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody with what the registers know of him; without a login name he cannot sign in."""

    name: str
    id_no: str
    mobile: str
    login: str = ""
    driver: Driver | None = None
    cars: tuple[Car, ...] = ()
    learns: str = ""
    passed: tuple[str, ...] = field(default=())
    paid: tuple[str, ...] = field(default=())
    is_examined: bool = False


CITIZENS = (
    # May renew, replace, defer the renewal, ask for the exempt mark, replace everything, affiliate the lorry.
    Citizen(
        "示例甲", "370299198503120016", "13900000001", "citizen", Driver("C1", 45),
        (Car("鲁B3A001", "02", "K33", "A", 2, 40), Car("鲁B3A002", "01", "H31", "F", 2, 200, seats=3)),
    ),
    # May not: licence suspended, a van, a sealed car.
    Citizen(
        "示例乙", "370299199006150024", "13900000002", "agent", Driver("C1", 30, status="D"),
        (Car("鲁B3A003", "02", "K39", "A", 2, 40, seats=7), Car("鲁B3A004", "02", "K33", "A", 4, 40, status="K")),
    ),
    # Past 63 with an articulated lorry: has to exchange the class; may defer the review.
    Citizen("示例丙", "", "13900000003", "driver-63", Driver("A2D", 400, 10)),
    # Past 70: may defer the medical certificate; his motorcycle becomes a moped.
    Citizen("示例丁", "", "13900000004", "driver-70", Driver("C1D", 800, 10, examined_days_ago=300)),
    # Long-term, with a car in its sixth year: nothing to renew, and a test is due. An electric car on a blue plate.
    Citizen(
        "示例戊", "", "13900000005", "owner-6", Driver("C1", 0, 0),
        (Car("鲁B3A005", "02", "K33", "A", 6, 40), Car("鲁B3A007", "02", "K33", "A", 4, 200, fuel="C")),
    ),
    # An accident with injuries ended the exemption; the inspection is over, and the licence as well.
    Citizen(
        "示例己", "", "13900000006", "owner-late", Driver("C1", -400, status="M"),
        (Car("鲁B3A006", "02", "K33", "A", 4, -40, status="GQ", injury=True),),
    ),
    Citizen("示例庚", "", "13900000007", "learner", learns="C1", passed=("1",)),
    Citizen("示例辛", "", "13900000008", "learner-new", learns="C1"),
    # May book subject 2; his electric car still bears a blue plate, and its inspection ends soon.
    Citizen(
        "示例壬", "", "13900000009", "learner-ready", None, (Car("鲁B3A008", "02", "K33", "A", 6, 40, fuel="C"),),
        learns="C2", passed=("1",), paid=("2",),
    ),
    # Moved here with his tests, and has a place to give back.
    Citizen("示例癸", "", "13900000010", "learner-placed", learns="C1", passed=("1",), paid=("2",)),
    # Has a medical certificate and no licence yet: may apply for a first one at a kiosk.
    Citizen("示例子", "", "13900000011", "beginner", is_examined=True),
)  # fmt: skip
BORN_YEARS_AGO = {
    "driver-63": 64,
    "driver-70": 71,
    "owner-6": 45,
    "owner-late": 38,
    "learner": 22,
    "learner-new": 19,
    "learner-ready": 30,
    "learner-placed": 25,
    "beginner": 18,
}
"""Those without a number of their own get one by age, so that they stay 64 and 71 whenever the office is loaded."""


def load_registers(office: str, password: str) -> list[tuple[str, str, str]]:
    """Enter everybody who is not known yet; return role, login name and mobile number of those who can sign in."""
    from onelane.registers.people import actions as people
    from onelane.registers.people import citizens, queries

    actor, today = Actor("system", "system", office), clock.today()
    for number, one in enumerate(CITIZENS, 1):
        if queries.account_called(one.login):
            person = _person_of(one.login)
        else:
            account = citizens.open_account(
                name=one.name, id_no=_id_no(one, number, today), mobile=one.mobile, password=password,
                username=one.login, actor=actor,
            )  # fmt: skip
            person = _person_of(account.username)
        people.know(
            kind="individual", id_type="A", id_no=person.id_no, name=one.name, mobile=one.mobile, domicile=ADDRESS,
            mail_address=ADDRESS, postcode="266000", actor=actor,
        )  # fmt: skip
        for load in _LOADERS:
            load(one, person, office, today, actor)
    people.know(kind="unit", id_type="N", id_no=UNIT[0], name=UNIT[1], actor=actor)
    return [("citizen", one.login, one.mobile) for one in CITIZENS]


def _person_of(login: str) -> Person:
    from onelane.registers.people.models import Person

    return Person.objects.get(account__username=login)


def _id_no(one: Citizen, number: int, today: date) -> str:
    from stdnum.cn import ric

    if one.id_no:
        return one.id_no
    born = years_later(today.replace(day=1), -BORN_YEARS_AGO[one.login])
    stem = f"370299{born:%Y%m%d}{100 + number:03d}"
    return stem + ric.calc_check_digit(stem + "0")


def _licence(one: Citizen, person: Person, office: str, today: date, actor: Actor) -> None:
    from onelane.registers.drivers import actions as drivers
    from onelane.registers.drivers import queries

    told = one.driver
    if one.is_examined:
        _examined(person, today - timedelta(days=20), actor)
    if told is None or queries.licence_of(person.pk) is not None:
        return
    ends = today + timedelta(days=told.ends_in_days)
    start = years_later(ends, -(told.term or 6))
    drivers.license_driver(
        person=person, office=office, classes=told.classes, first_issued=years_later(start, -6), term=told.term,
        valid_from=start, status=told.status, actor=actor,
    )  # fmt: skip
    _examined(person, today - timedelta(days=told.examined_days_ago), actor)


def _examined(person: Person, on: date, actor: Actor) -> None:
    from onelane.registers.drivers import actions as drivers

    drivers.examined(
        person=person, certificate_no=f"TJ{person.pk:08d}", institution="示例医院", examined_on=on, fit=True,
        ability=True, actor=actor,
    )  # fmt: skip


def _vehicles(one: Citizen, person: Person, office: str, today: date, actor: Actor) -> None:
    for number, car in enumerate(one.cars):
        _vehicle(car, 900 + 10 * CITIZENS.index(one) + number, person, office, today, actor)


def _vehicle(car: Car, number: int, owner: Person, office: str, today: date, actor: Actor) -> None:
    from onelane.kernel.numbers.vin import check_digit
    from onelane.registers.vehicles import actions as vehicles
    from onelane.registers.vehicles import queries
    from onelane.registers.vehicles.models import Vehicle

    plain = f"LSVAU2180TN{number:06d}"
    vin = plain[:8] + check_digit(plain) + plain[9:]
    if queries.vehicle_with(vin) is not None:
        return
    ends = month_end(today + timedelta(days=car.mark_ends_in_days))
    registered = months_later(ends, -12 * car.age_years).replace(day=10)
    made = registered - timedelta(days=60)
    vehicle = vehicles.register(
        office=office, vin=vin, owner=owner, plate=car.plate, plate_category=car.category, vehicle_type=car.kind,
        use_nature=car.nature, acquired_by="A", inspection_valid_to=ends, actor=actor,
        at=datetime(registered.year, registered.month, registered.day, 10, tzinfo=clock.OFFICE_ZONE),
        particulars={
            "brand_zh": "示例牌", "vehicle_model": "SL7142", "body_colour": "A", "engine_no": f"E{number:06d}",
            "fuel_type": car.fuel, "manufacture_date": made.isoformat(), "seats": car.seats, "gross_mass_kg": 1840,
            "curb_mass_kg": 1370, "dims_mm": "4670x1806x1474",
        },
    )  # fmt: skip
    year_end = today.replace(month=12, day=31)
    vehicles.checked(vehicle_id=vehicle.pk, insured_to=today + timedelta(days=200), tax_paid_to=year_end, actor=actor)
    Vehicle.objects.filter(pk=vehicle.pk).update(
        status=car.status, injury_accident=car.injury, contact_mobile=owner.mobile, contact_address=ADDRESS
    )


def _learner(one: Citizen, person: Person, office: str, today: date, actor: Actor) -> None:
    from onelane.kernel.numbers import resident_id
    from onelane.registers.drivers import actions as drivers
    from onelane.registers.drivers import queries

    if not one.learns or queries.learner_files(person.pk):
        return
    accepted = today - timedelta(days=60)
    learner = drivers.enrol(
        person=person, office=office, licence_class=one.learns, accepted_on=accepted, school="示例驾校", actor=actor
    )
    for subject in one.passed:
        passed_on = today - timedelta(days=45)
        ends = permit_ends(passed_on, resident_id.birth_date(person.id_no), one.learns)
        drivers.pass_subject(learner_id=learner.pk, subject=subject, on=passed_on, permit_to=ends, actor=actor)
    for subject in one.paid:
        drivers.exam_paid(learner_id=learner.pk, subject=subject, actor=actor)


_LOADERS: tuple[Callable[[Citizen, Person, str, date, Actor], None], ...] = (_licence, _vehicles, _learner)
