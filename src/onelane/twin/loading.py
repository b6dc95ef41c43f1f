"""Scenarios from TOML files, checked at once: every mistake names the file and the key."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from onelane.catalogue import loader, plan
from onelane.catalogue.reading import CatalogueError, Table
from onelane.catalogue.settings import Settings
from onelane.twin.scenario import Class, Hour, NoShow, Order, Rework, Scenario, Shape, Spread, Station

HOME = Path(__file__).parent / "scenarios"
OFFICE = "qingdao"  # whose head starts and absence limits the lane's rules get
PRIORITY = "lane.ageing.head_start_minutes."


def names(root: Path = HOME) -> tuple[str, ...]:
    """Return the scenarios that can be run by name."""
    return tuple(sorted(file.stem for file in root.glob("*.toml")))


def load(name: str, root: Path = HOME) -> Scenario:
    """Return a scenario by its name; raise CatalogueError naming file and key of the first mistake."""
    if name not in names(root):
        raise CatalogueError(f'there is no scenario "{name}"; there are: {", ".join(names(root))}')
    table = Table.of_file(root, f"{name}.toml")
    table.words("title")
    settings = loader.load().settings(OFFICE)
    stations = {code: _station(inner, settings) for code, inner in table.inner("stations").tables()}
    scenario = Scenario(
        name=name,
        cars=_number(table, "cars_per_day"),
        hours=_hours(table),
        path=_path(table),
        stations=stations,
        classes=_classes(table, settings),
    )
    table.done()
    _check(scenario, table)
    return scenario


def minute_of_day(text: str) -> float:
    """Return `08:30` as 510 minutes; raise ValueError for anything else."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):  # noqa: PLR2004 - minutes of an hour
        raise ValueError(f"{text!r} is no time of day such as 08:30")
    return 60.0 * int(hours) + int(minutes)


def _number(table: Table, key: str, default: float | None = None) -> float:
    found = table.take(key, ... if default is None else default)
    if isinstance(found, bool) or not isinstance(found, int | float) or found < 0:
        raise table.wrong(key, f"must be a number from 0 up, not {found!r}")
    return float(found)


def _chance(table: Table, key: str) -> float:
    found = _number(table, key)
    if found > 1:
        raise table.wrong(key, f"must lie between 0 and 1, not {found!r}")
    return found


def _minute(table: Table, key: str, text: object) -> float:
    try:
        return minute_of_day(str(text))
    except ValueError as mistake:
        raise table.wrong(key, str(mistake)) from mistake


def _spread(table: Table) -> Spread:
    shapes: tuple[Shape, ...] = get_args(Shape)
    shape = table.one_of("shape", shapes, "lognormal")
    found = Spread(_number(table, "mean"), 1.0 if shape == "exponential" else _number(table, "cv", 0.0), shape)
    table.done()
    return found


def _station(table: Table, settings: Settings) -> Station:
    orders: tuple[Order, ...] = get_args(Order)
    station = Station(
        service=_spread(table.inner("service")),
        servers=table.whole_or_none("servers"),
        order=table.one_of("order", orders, "arrival"),
        at=table.text("at", ""),
        joins=table.text("joins", ""),
        room=table.whole_or_none("room"),
        patience=_spread(table.inner("patience")) if table.take("patience", None) else None,
        rework=_rework(table.inner("rework")) if table.take("rework", None) else None,
        no_show=_no_show(table.inner("no_show"), settings) if table.take("no_show", None) else None,
        roster=_roster(table),
    )
    table.done()
    return station


def _rework(table: Table) -> Rework:
    found = Rework(
        chance=_chance(table, "chance"),
        mending=_spread(table.inner("mending")),
        again=_number(table, "again", 1.0),
        back_to=table.text("back_to", ""),
    )
    table.done()
    return found


def _no_show(table: Table, settings: Settings) -> NoShow:
    """A called owner is waited for as long as the office says, and comes back at most as often as it says."""
    calls = 1 + settings.integer("lane.recall_limit")
    found = NoShow(
        chance=_chance(table, "chance"),
        held=calls * settings.integer("lane.no_show_after_seconds") / 60,
        away=_spread(table.inner("away")),
        penalty=float(settings.integer("lane.bring_back_minutes")),
        absences=settings.integer("lane.absence_limit"),
    )
    table.done()
    return found


def _roster(table: Table) -> tuple[tuple[float, int], ...]:
    rows = table.take("roster", [])
    if not isinstance(rows, list):
        raise table.wrong("roster", "must be a list of [time, servers]")
    return tuple((_minute(table, f"roster[{index}]", time), int(servers)) for index, (time, servers) in enumerate(rows))


def _hours(table: Table) -> tuple[Hour, ...]:
    rows = table.take("arrivals")
    if not isinstance(rows, list) or not rows:
        raise table.wrong("arrivals", "must be a list of [from, to, share]")
    hours = tuple(
        Hour(_minute(table, f"arrivals[{index}]", row[0]), _minute(table, f"arrivals[{index}]", row[1]), float(row[2]))
        for index, row in enumerate(rows)
    )
    if abs(sum(hour.share for hour in hours) - 1) > 1e-9:  # noqa: PLR2004 - rounding of decimal shares
        raise table.wrong("arrivals", "the shares must add up to 1")
    return hours


def _path(table: Table) -> tuple[plan.Node, ...]:
    """Take the path of a service of the catalogue, or the path written here."""
    service = table.text("service", "")
    if service:
        if service not in loader.load().services:
            raise table.wrong("service", f'unknown service "{service}"')
        return plan.read(loader.load().service(service).path)
    try:
        return plan.read(table.take("path"))
    except plan.PlanError as mistake:
        raise table.wrong("path", str(mistake)) from mistake


def _classes(table: Table, settings: Settings) -> tuple[Class, ...]:
    """Read the shares of classes; head starts are the office's own settings, ordinary cars are the rest."""
    if table.take("classes", None) is None:
        return (Class("ordinary", 1.0, 0.0),)
    inner = table.inner("classes")
    shares = {name: _chance(inner, name) for name in inner.raw()}
    for name in shares:
        if PRIORITY + name not in settings.known:
            raise inner.wrong(name, "is no class of the lane")
    shares["ordinary"] = 1 - sum(share for name, share in shares.items() if name != "ordinary")
    if shares["ordinary"] < 0:
        raise table.wrong("classes", "the shares add up to more than 1")
    return tuple(Class(name, share, float(settings.integer(PRIORITY + name))) for name, share in shares.items())


def _check(scenario: Scenario, table: Table) -> None:
    steps = set(plan.leaves(scenario.path))
    for step in steps - set(scenario.stations):
        raise table.wrong("stations", f'has no table for the step "{step}"')
    for code, station in scenario.stations.items():
        if code not in steps:
            raise table.wrong(f"stations.{code}", "is no step of the path")
        back = station.rework.back_to if station.rework else ""
        for key, name in (("at", station.at), ("rework.back_to", back)):
            if name and name not in steps:
                raise table.wrong(f"stations.{code}.{key}", f'"{name}" is no step of the path')
