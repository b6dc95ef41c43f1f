"""Registered vehicles (机动车): inspection marks, replacements, contacts, bindings, affiliations (order 164)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from onelane.kernel.numbers.plate import is_new_energy
from onelane.office.cases.rules.dates import month_end, months_later, years_later
from onelane.office.cases.rules.judging import Facts, Holds, Rule, Tell

ORDER_164 = date(2022, 5, 1)
SIX_YEARS = date(2014, 9, 1)  # 公安部、质检总局 2014: six years without a test
NINE_SEATS = date(2020, 11, 20)
TEN_YEARS = date(2022, 10, 1)

VANS = ("K39", "K49")  # 面包车
TURNED_PRIVATE = frozenset("LMU")  # 营转非, 出租转非, 预约出租转非
FACTORY_YEARS = 4
MARK_MONTHS = 24
TEMPORARY_DAYS = 15
LAST_EXEMPT_YEAR = 10
SEED_EXEMPT_YEARS = 6
YEAR = 12


def temporary_plate_ends(issued: date) -> date:
    """Return the last day of the temporary plate while plates are made anew: fifteen days with the first (R164 art.51).

    Its days are days of the calendar and no working days (R164 art.92).
    """
    return issued + timedelta(days=TEMPORARY_DAYS - 1)


def mark_window_opens(valid_to: date, months: int) -> date:
    """Return the first day on which the next inspection mark may be asked for (R164 art.54)."""
    return months_later(valid_to, -months)


def due_year(registered: date, valid_to: date) -> int:
    """Return the year of its life in which the car's present mark ends: 2, 4, 6 ..."""
    months = (valid_to.year - registered.year) * YEAR + valid_to.month - registered.month
    return (months + YEAR // 2) // YEAR


def next_mark(valid_to: date, on: date) -> date:
    """Return the end of the next two-year mark: months' ends of the same month, the first that lies ahead."""
    end = valid_to
    while end <= on or end == valid_to:
        end = month_end(months_later(end, MARK_MONTHS))
    return end


def exempt_kind(vehicle_type: str, nature: str, seats: int, most_seats: int, *, all_kinds: bool) -> bool:
    """Private small cars, no vans; since 2022 large saloons and motorcycles too (`all_kinds`) (LYG)."""
    if nature != "A" and nature not in TURNED_PRIVATE:
        return False
    small = vehicle_type[:2] in {"K3", "K4"} and vehicle_type not in VANS and vehicle_type != "K38"
    if small:
        return 0 < seats <= most_seats
    return all_kinds and (vehicle_type == "K16" or vehicle_type.startswith("M"))


def _kind(most_seats: int, *, all_kinds: bool = False) -> Holds:
    return lambda facts: exempt_kind(
        facts.text("vehicle.type"), facts.text("vehicle.use_nature"), facts.number("vehicle.seats"), most_seats,
        all_kinds=all_kinds,
    )  # fmt: skip


def _year(facts: Facts) -> int:
    registered, ends = facts.day("vehicle.registered_on"), facts.day("vehicle.inspection_valid_to")
    return due_year(registered, ends) if registered and ends else 99


def _no_test_in_ten_years(facts: Facts) -> bool:
    tested = {int(year) for year in facts.settings.names("inspection.exempt.test_years")}
    return _year(facts) < LAST_EXEMPT_YEAR and _year(facts) not in tested


def _opens(facts: Facts) -> date | None:
    ends = facts.day("vehicle.inspection_valid_to")
    return mark_window_opens(ends, facts.settings.integer("inspection.window_months")) if ends else None


def _opening(facts: Facts) -> str:
    day = _opens(facts)
    return day.isoformat() if day else ""


def _window(facts: Facts) -> bool:
    opens = _opens(facts)
    return opens is not None and facts.on >= opens


def _exemption_kept(facts: Facts) -> bool:
    made, registered = facts.day("vehicle.manufactured_on"), facts.day("vehicle.registered_on")
    fresh = made is not None and registered is not None and registered <= years_later(made, FACTORY_YEARS)
    clean = facts.no("vehicle.injury_accident") and facts.no("vehicle.illegally_modified")
    return fresh and clean and facts.text("vehicle.use_nature") not in TURNED_PRIVATE


def _until(name: str) -> Holds:
    return lambda facts: (day := facts.day(name)) is not None and facts.on <= day


def _unblocked(facts: Facts) -> bool:
    return frozenset(facts.text("vehicle.status")).isdisjoint(facts.settings.names("vehicle.blocked_status"))


def _rule(
    name: str,
    article: str,
    since: date = ORDER_164,
    until: date | None = None,
    *,
    holds: Holds,
    refusal: str,
    reads: tuple[str, ...] = (),
    tells: Mapping[str, Tell] | None = None,
) -> Rule:
    return Rule(name, article, since, until, holds, refusal, reads, tells or {})


def _exempt(since: date, until: date | None, article: str, kind: Holds, spared: Holds, seats: int) -> tuple[Rule, ...]:
    return (
        _rule(
            "exempt-kind-of-vehicle", article, since, until, holds=kind, refusal="vehicles.not_an_exempt_kind",
            reads=("vehicle.type", "vehicle.use_nature", "vehicle.seats"), tells={"seats": lambda _facts: seats},
        ),
        _rule(
            "exempt-this-year", article, since, until, holds=spared, refusal="vehicles.test_due",
            reads=("vehicle.registered_on", "vehicle.inspection_valid_to"), tells={"year": _year},
        ),
    )  # fmt: skip


def _under_six(facts: Facts) -> bool:
    return _year(facts) < SEED_EXEMPT_YEARS


def _few(name: str, setting: str) -> Holds:
    return lambda facts: facts.number(name) < facts.settings.integer(setting)


def _one_of(name: str, setting: str) -> Holds:
    return lambda facts: facts.text(name) in facts.settings.names(setting)


def _exchanges(facts: Facts) -> bool:
    return is_new_energy(facts.text("vehicle.fuel_type")) and facts.text("vehicle.plate_category") == "02"


ALL = (
    _rule(
        "vehicle-not-blocked", "GA 24 (B)", holds=_unblocked, refusal="vehicles.blocked", reads=("vehicle.status",),
        tells={"status": lambda facts: facts.text("vehicle.status")},
    ),
    _rule(
        "vehicle-settled", "R164 art.54", holds=lambda facts: frozenset(facts.text("vehicle.status")).isdisjoint("GIN"),
        refusal="vehicles.not_settled", reads=("vehicle.status",),
    ),
    _rule(
        "insured-today", "R164 art.55, 57", holds=_until("vehicle.insured_to"), refusal="vehicles.not_insured",
        reads=("vehicle.insured_to",),
    ),
    _rule(
        "vessel-tax-paid", "R164 art.55, VVT art.10", holds=_until("vehicle.tax_paid_to"),
        refusal="vehicles.tax_open", reads=("vehicle.tax_paid_to",),
    ),
    _rule(
        "mark-window", "R164 art.54", holds=_window, refusal="vehicles.mark_too_early",
        reads=("vehicle.inspection_valid_to",),
        tells={"opens": _opening},
    ),
    *_exempt(SIX_YEARS, date(2020, 11, 19), "MPS 2014-09-01 (B)", _kind(6), _under_six, 6),
    *_exempt(NINE_SEATS, date(2022, 9, 30), "MPS 2020-11-20 (B)", _kind(9), _under_six, 9),
    *_exempt(TEN_YEARS, None, "MPS 2022-10-01 (LYG)", _kind(9, all_kinds=True), _no_test_in_ten_years, 9),
    _rule(
        "exemption-not-lost", "MPS 2022-10-01 (LYG)", SIX_YEARS, holds=_exemption_kept,
        refusal="vehicles.exemption_lost",
        reads=(
            "vehicle.injury_accident", "vehicle.illegally_modified", "vehicle.use_nature", "vehicle.manufactured_on",
            "vehicle.registered_on",
        ),
        tells={"years": lambda _facts: FACTORY_YEARS},
    ),
    _rule(
        "mark-in-force", "R164 art.56-57 (B)", holds=_until("vehicle.inspection_valid_to"),
        refusal="vehicles.mark_over", reads=("vehicle.inspection_valid_to",),
    ),
    _rule(
        "vehicle-not-replaced-too-often", "R164 art.74",
        holds=_few("vehicle.replaced_in_12_months", "replacement.suspect_at"), refusal="vehicles.replaced_too_often",
        reads=("vehicle.replaced_in_12_months",),
        tells={"times": lambda facts: facts.number("vehicle.replaced_in_12_months")},
    ),
    _rule(
        "bindings-of-a-person", "12123 binding (BA)", holds=_few("person.bindings", "binding.max_per_person"),
        refusal="vehicles.bound_enough", reads=("person.bindings",),
        tells={"most": lambda facts: facts.settings.integer("binding.max_per_person")},
    ),
    _rule(
        "binding-small-cars", "12123 binding (BA)", holds=_one_of("bound_category", "binding.categories"),
        refusal="vehicles.binding_category", reads=("bound_category",),
    ),
    _rule(
        "commercial-vehicle", "affiliation (C)", holds=_one_of("vehicle.use_nature", "affiliation.natures"),
        refusal="vehicles.not_commercial", reads=("vehicle.use_nature",),
    ),
    _rule(
        "not-affiliated", "affiliation (C)", holds=lambda facts: facts.no("vehicle.affiliated"),
        refusal="vehicles.affiliated_already", reads=("vehicle.affiliated",),
    ),
    _rule(
        "new-energy-on-ordinary-plate", "MPS 2017 new-energy plates (B)", holds=_exchanges,
        refusal="plates.no_exchange", reads=("vehicle.fuel_type", "vehicle.plate_category"),
    ),
    _rule(
        "reports-a-day", "reports (C)", holds=_few("person.reports_today", "report.per_day"),
        refusal="exams.reports_enough", reads=("person.reports_today",),
        tells={"most": lambda facts: facts.settings.integer("report.per_day")},
    ),
)  # fmt: skip
