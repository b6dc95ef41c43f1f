"""The loader reads the catalogue whole and stops at the first mistake, naming file and key."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from onelane import catalogue
from onelane.catalogue import CatalogueError

BICYCLES = Path(__file__).parent / "catalogue"
SERVICE = "services/bicycles/bicycle-licence.toml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A catalogue of one's own to spoil."""
    return Path(shutil.copytree(BICYCLES, tmp_path / "catalogue"))


def spoil(root: Path, file: str, old: str, new: str) -> str:
    """Change one place and return what the loader says."""
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CatalogueError) as told:
        catalogue.load(root)
    return str(told.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (SERVICE, '"desk", "badge"]', '"desc", "badge"]', f'{SERVICE}: path[1]: unknown station "desc"'),
        (SERVICE, '"brake-test"], "desk"', '"brakes"], "desk"', f'{SERVICE}: path[0][1]: unknown station "brakes"'),
        (SERVICE, '"brake-test"], "desk"', '"desk"], "desk"', f'{SERVICE}: path[1]: the step "desk" stands twice'),
        (SERVICE, 'fees = ["badge"]', 'fees = ["badges"]', f'{SERVICE}: fees[0]: unknown fee "badges"'),
        (SERVICE, 'needs = ["has-a-bell"]', 'needs = ["bell"]', f'{SERVICE}: needs[0]: unknown rule "bell"'),
        (SERVICE, 'fees = ["badge"]', 'fee = ["badge"]', f"{SERVICE}: fee: unknown key"),
        (SERVICE, 'about = "bicycle"', "", f"{SERVICE}: about: is missing"),
        (SERVICE, 'opening = ["rider"]', 'opening = ["ridr"]', f'{SERVICE}: ask.opening[0]: unknown field "ridr"'),
        (SERVICE, 'opening = ["rider"]', 'before = ["rider"]', f"{SERVICE}: ask.before: is no step of the path"),
        (
            SERVICE,
            'opening = ["rider"]',
            'opening = ["tyre"]',
            f'{SERVICE}: ask.opening[0]: "tyre" is set by the station "brake-test" alone',
        ),
        (SERVICE, 'rider = "试一"', 'name = "试一"', f"{SERVICE}: example.name: is asked at no step"),
        (SERVICE, "working_days = 1", 'working_days = "1"', f"{SERVICE}: limit.working_days: must be a whole number"),
        (SERVICE, 'en = "Bicycle licence"', 'en = ""', f"{SERVICE}: title.en: must not be empty"),
        ("stations.toml", 'role = "clerk"', 'role = "clark"', 'stations.toml: counter.role: unknown value "clark"'),
        ("stations.toml", 'kind = "lane"', "kind = 3", "stations.toml: counter.kind: must be a text, not 3"),
        ("fields.toml", 'type = "text"', 'type = "txt"', 'fields.toml: rider.type: unknown value "txt"'),
        ("fields.toml", 'set_by = "brake-test"', 'set_by = "b"', 'fields.toml: tyre.set_by: unknown station "b"'),
        ("fields.toml", 'type = "bool"', 'type = "enum"', "fields.toml: bell.options: are needed by type enum"),
        ("fields.toml", "longest = 20", 'long = "20"', "fields.toml: rider.long: unknown key"),
        ("fees.toml", "until = 2025-12-31", "until = 2026-01-01", "fees.toml: badge.amounts[0].until: must lie before"),
        ("fees.toml", "fen = 300", "fen = -1", "fees.toml: badge.amounts[0].fen: must not be negative"),
        ("papers.toml", '["badge"]', '["b"]', 'papers.toml: badge.made_at[0]: unknown station "b"'),
        ("papers.toml", '["badge"]', "[]", "papers.toml: badge.made_at: names no station"),
        ("fields.toml", "longest = 20", "fixed = true", "fields.toml: rider.fixed: needs prefill"),
        (
            "rules.toml",
            "since = 2026-01-01",
            "since = 2026",
            "rules.toml: has-a-bell.versions[0].since: must be a date",
        ),
        (
            "offices/velo.toml",
            "lane.recall_limit",
            "lane.recal",
            "offices/velo.toml: settings.lane.recal: unknown setting",
        ),
        (
            "offices/velo.toml",
            '_limit" = 1',
            '_limit" = 99',
            "offices/velo.toml: settings.lane.recall_limit: 99 must lie",
        ),
        (
            "offices/velo.toml",
            'counter = "C1"',
            'counter = "C2"',
            "offices/velo.toml: accounts[0].counter: unknown value",
        ),
        ("rules.toml", "[has-a-bell]", "[has-a-bell", "rules.toml: not readable as TOML"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_key(copy: Path, file: str, old: str, new: str, said: str) -> None:
    assert spoil(copy, file, old, new).startswith(said)


def test_two_services_of_one_name_are_refused(copy: Path) -> None:
    shutil.copytree(copy / "services/bicycles", copy / "services/tricycles")
    with pytest.raises(CatalogueError, match=r"tricycles/bicycle-licence\.toml: a second service"):
        catalogue.load(copy)


def test_what_an_office_lacks_comes_from_the_shipped_vocabulary() -> None:
    settings = catalogue.load(BICYCLES).settings("velo")
    assert settings.integer("lane.recall_limit") == 1
    assert settings.integer("case.undo_seconds") == 60


def test_a_setting_is_asked_for_by_its_type() -> None:
    settings = catalogue.load(BICYCLES).settings("velo")
    assert settings.flag("office.saturday_duty") is False
    assert settings.names("office.hours") == ("08:30-12:00", "13:30-17:00")
    assert settings.text("lane.tickets_until") == "16:30"
    for ask in (settings.flag, settings.text, settings.names):
        with pytest.raises(TypeError):
            ask("lane.recall_limit")
    with pytest.raises(TypeError):
        settings.integer("office.saturday_duty")
    with pytest.raises(LookupError):
        settings.integer("lane.recal_limit")


@pytest.mark.parametrize(
    ("on", "fen", "rules"),
    [
        (date(2025, 12, 31), 300, {}),
        (date(2026, 1, 1), 500, {"has-a-bell": "2026-01-01"}),
    ],
)
def test_a_case_copies_the_fees_and_rules_of_its_day(on: date, fen: int, rules: dict[str, str]) -> None:
    taken = catalogue.load(BICYCLES).snapshot("bicycle-licence", on)

    assert taken["fees"] == [{"code": "badge", "fen": fen, "zh": "车牌", "en": "Badge"}]
    assert taken["rules"] == rules
    assert taken["path"] == [["counter", "brake-test"], "desk", "badge"]
    assert json.loads(json.dumps(taken)) == taken


def test_the_catalogue_is_loaded_once() -> None:
    assert catalogue.load(BICYCLES) is catalogue.load(BICYCLES)


def test_the_new_car_costs_120_yuan() -> None:
    fees = catalogue.load().snapshot("first-registration", date(2026, 11, 22))["fees"]
    assert isinstance(fees, list)
    assert sum(fee["fen"] for fee in fees if isinstance(fee, dict)) == 12000  # type: ignore[misc]  # JSON of our own


def test_the_demonstration_office_has_the_counters_of_the_article() -> None:
    office = catalogue.load().office("qingdao")
    kinds = ("window", "bay", "kiosk", "photo-machine", "pay-point", "ticket-machine")
    assert [len(office.counters_of(kind)) for kind in kinds] == [4, 6, 2, 1, 3, 1]
    assert office.prefixes == ("鲁B", "鲁U")


def test_every_station_of_the_lane_has_a_counter_and_an_account_that_may_work_there() -> None:
    known = catalogue.load()
    office, service = known.office("qingdao"), known.service("first-registration")
    worked = {station for counter in office.counters for station in counter.stations}
    roles = {account.role for account in office.accounts}

    assert worked == set(service.steps)
    assert {known.vocabulary.stations[step].role for step in service.steps} <= roles
    assert all(account.username == account.role for account in office.accounts)
