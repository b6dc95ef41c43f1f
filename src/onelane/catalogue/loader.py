"""Loading the catalogue: everything is read and checked at once; the first mistake stops it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from onelane.catalogue import plan as plans
from onelane.catalogue import vocabulary
from onelane.catalogue.reading import CatalogueError, Table
from onelane.catalogue.settings import Settings
from onelane.catalogue.spec import (
    Account,
    Applicant,
    Awaited,
    Confidence,
    Counter,
    CounterKind,
    Delivery,
    Fee,
    JsonValue,
    Office,
    Reading,
    Service,
    SettingValue,
)
from onelane.kernel.actor import Role

if TYPE_CHECKING:
    from datetime import date

    from onelane.catalogue.vocabulary import Vocabulary

HOME = Path(__file__).parent
OPENING = "opening"
"""The name under `ask` for what the applicant is asked before the first step."""


@dataclass(frozen=True)
class Catalogue:
    """All services and offices, and the vocabulary that they are written in."""

    vocabulary: Vocabulary
    services: dict[str, Service]
    offices: dict[str, Office]

    def service(self, code: str) -> Service:
        """Return a service; raise LookupError for an unknown code."""
        return self.services[code]

    def office(self, code: str) -> Office:
        """Return an office; raise LookupError for an unknown code."""
        return self.offices[code]

    def settings(self, office: str) -> Settings:
        """Return the settings of an office."""
        return Settings(self.vocabulary.settings, self.office(office).settings)

    def snapshot(self, code: str, on: date) -> dict[str, JsonValue]:
        """Return what a case copies when it opens that day: a changed file never changes a running case."""
        service, words = self.service(code), self.vocabulary
        held = {name: words.rules[name].on(on) for name in service.needs}
        return {
            "service": code,
            "title": service.title.to_json(),
            "on": on.isoformat(),
            "path": _thaw(service.path),
            "asks": {step: list(fields) for step, fields in service.asks.items()},
            "materials": list(service.materials),
            "fees": [
                {"code": name, "fen": fee.on(on).fen, **fee.name.to_json(), **_due(fee)}
                for name, fee in ((name, words.fees[name]) for name in service.fees)
            ],
            "rules": {name: version.since.isoformat() for name, version in held.items() if version},
            "papers": list(service.issues),
            "outcome": service.outcome,
            "limit_working_days": service.limit_days,
        }


@cache
def load(root: Path | None = None) -> Catalogue:
    """Load the catalogue under `root` (the one shipped, unless told otherwise); the second call costs nothing."""
    return _load((root or HOME).resolve())


@cache
def _load(root: Path) -> Catalogue:
    words = vocabulary.read(root, HOME)
    services: dict[str, Service] = {}
    for file in sorted((root / "services").glob("*/*.toml")):
        service = _service(Table.of_file(root, file.relative_to(root).as_posix()), words)
        if service.code in services:
            raise CatalogueError(f"services/{service.subject}/{service.code}.toml: a second service of this name")
        services[service.code] = service
    place = root if (root / "offices").is_dir() else HOME
    files = [file.relative_to(place).as_posix() for file in sorted((place / "offices").glob("*.toml"))]
    found = [_office(Table.of_file(place, file), words) for file in files]
    return Catalogue(words, services, {office.code: office for office in found})


def _service(table: Table, words: Vocabulary) -> Service:
    _, subject, name = table.file.removesuffix(".toml").split("/")
    path = _path(table, words)
    steps = tuple(plans.leaves(path))
    asks = _asks(table, words, steps)
    service = Service(
        code=name,
        subject=subject,
        title=table.words("title"),
        seed=table.names("article"),
        offered=table.names("offered"),
        about=table.text("about"),
        law=table.names("law"),
        path=path,
        steps=steps,
        asks=asks,
        materials=table.names("materials", words.materials, "material"),
        needs=table.names("needs", words.rules, "rule"),
        fees=table.names("fees", words.fees, "fee"),
        issues=table.names("issues", words.papers, "paper"),
        outcome=table.text("outcome", "" if table.take("awaits", "") or table.take("page", "") else None),
        limit_days=_limit(table),
        example=_example(table, asks),
        said=table.names("said"),
        sure=table.one_of("sure", get_args(Confidence), "A"),
        awaits=table.one_of("awaits", get_args(Awaited), ""),
        page=table.one_of("page", get_args(Reading), ""),
        probe=table.names("probe", words.fields, "field"),
        popular=table.integer("popular", 0),
        **_for_people(table),
    )
    table.done()
    return service


def _for_people(table: Table) -> dict[str, Any]:
    """Read what a citizen is told: who may apply, how it comes to him, and everything in plain words."""
    who: tuple[Applicant, ...] = get_args(Applicant)
    ways: tuple[Delivery, ...] = get_args(Delivery)
    told: dict[str, Any] = {key: table.words_or_none(key) for key in ("summary", "for_whom", "result", "how_long")}
    told["delivery"] = table.names("delivery", ways, "delivery")
    if table.take("applicant", None) is not None:
        inner = table.inner("applicant")
        told |= {"applicant": inner.one_of("who", who), "agent": inner.flag("agent", default=False)}
        inner.done()
    return told


def _path(table: Table, words: Vocabulary) -> tuple[plans.Node, ...]:
    try:
        path = plans.read(table.take("path"))
    except plans.PlanError as mistake:
        raise CatalogueError(f"{table.file}: {mistake}") from mistake
    for place, step in plans.places(path):
        if step not in words.stations:
            raise CatalogueError(f'{table.file}: {place}: unknown station "{step}"')
    return path


def _asks(table: Table, words: Vocabulary, steps: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Read `ask`, a table of lists by step, or one list asked at the opening."""
    if isinstance(table.take("ask", []), list):
        return {OPENING: table.names("ask", words.fields, "field")}
    inner, asks = table.inner("ask"), {}
    for step in inner.raw():
        if step not in {*steps, OPENING}:
            raise inner.wrong(step, "is no step of the path")
        asks[step] = inner.names(step, words.fields, "field")
        _check_setters(inner, words, step, asks[step])
    return asks


def _check_setters(table: Table, words: Vocabulary, step: str, fields: tuple[str, ...]) -> None:
    for index, name in enumerate(fields):
        setter = words.fields[name].set_by
        if setter and setter != step:
            raise table.wrong(f"{step}[{index}]", f'"{name}" is set by the station "{setter}" alone')


def _limit(table: Table) -> int:
    limit = table.inner("limit")
    days = limit.integer("working_days")
    limit.done()
    return days


def _example(table: Table, asks: dict[str, tuple[str, ...]]) -> dict[str, str | int | bool]:
    """Read the answers with which the tests walk the service; each must be asked for."""
    example = table.inner("example")
    asked = {name for fields in asks.values() for name in fields}
    for name in example.raw():
        if name not in asked:
            raise example.wrong(name, "is asked at no step")
    return example.raw()


def _due(fee: Fee) -> dict[str, JsonValue]:
    return {"when": {name: list(values) for name, values in fee.when.items()}} if fee.when else {}


def _thaw(node: object) -> JsonValue:
    if isinstance(node, tuple):
        return [_thaw(inner) for inner in node]
    return str(node)


def _office(table: Table, words: Vocabulary) -> Office:
    code = Path(table.file).stem
    counters = tuple(_counter(row, words) for row in table.list_of_tables("counters"))
    known = [one.code for one in counters]
    for index, name in enumerate(known):
        if name in known[:index]:
            raise table.wrong(f"counters[{index}].code", f'"{name}" stands twice')
    office = Office(
        code=code,
        name=table.words("name"),
        authority=table.words("authority"),
        area=table.text("area"),
        agency=table.text("agency"),
        prefixes=table.names("prefixes"),
        counters=counters,
        accounts=tuple(_account(row, known) for row in table.list_of_tables("accounts")),
        settings=_changed(table, words),
    )
    table.done()
    return office


def _counter(table: Table, words: Vocabulary) -> Counter:
    kinds: tuple[CounterKind, ...] = get_args(CounterKind)
    counter = Counter(
        code=table.text("code"),
        kind=table.one_of("kind", kinds),
        name=table.own_words(),
        stations=table.names("stations", words.stations, "station"),
    )
    table.done()
    return counter


def _account(table: Table, counters: list[str]) -> Account:
    roles: tuple[Role, ...] = get_args(Role)
    account = Account(
        username=table.text("username"),
        role=table.one_of("role", roles),
        name=table.own_words(),
        counter=table.one_of("counter", ["", *counters], ""),
    )
    table.done()
    return account


def _changed(table: Table, words: Vocabulary) -> dict[str, SettingValue]:
    if table.take("settings", None) is None:
        return {}
    inner, changed = table.inner("settings"), {}
    for key in inner.raw():
        if key not in words.settings:
            raise inner.wrong(key, "unknown setting")
        changed[key] = vocabulary.setting_value(words.settings[key], inner, key)
    return changed
