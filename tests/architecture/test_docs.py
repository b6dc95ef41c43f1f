"""What the documents say is so: paths, links, commands, deeds, settings, codes; and their examples run."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import shutil
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from tests import make

from architecture import tree
from onelane import catalogue
from onelane.catalogue import spec
from onelane.office.stations.desk import Desk

DOCS = tree.ROOT / "docs"
FRONT = [tree.ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
PAGES = [*FRONT, *sorted(DOCS.rglob("*.md"))]
TOPS = "src|tests|docs|frontend|requirements|benchmarks|deploy"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NOT_COMMANDS = {"nonce"}  # words that follow "onelane" in what is hashed for a draw
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
every_page = pytest.mark.parametrize("document", PAGES, ids=lambda one: str(one.relative_to(tree.ROOT)))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


# ------------------------------------------------------------ paths and links
def missing_paths(text: str) -> list[str]:
    """Return the paths of the project that a text names and that are not there."""
    named = re.findall(rf"(?<![\w/.-])((?:{TOPS})/[\w./-]*[\w/])", text)
    return [name for name in named if not (tree.ROOT / name).exists()]


def dead_links(page: Path, text: str) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    return [link for link in LINK.findall(text) if "://" not in link and not _leads_somewhere(page, link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, place = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not place or place in {_anchor(line) for line in re.findall(r"^#+ (.+)$", text_of(target), re.MULTILINE)}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@every_page
def test_every_path_that_a_page_names_exists(document: Path) -> None:
    assert missing_paths(text_of(document)) == []


@every_page
def test_every_link_of_a_page_leads_somewhere(document: Path) -> None:
    assert dead_links(document, text_of(document)) == []


def test_a_wrong_path_and_a_dead_link_would_be_found() -> None:
    assert missing_paths("`src/onelane/nowhere.py` and `src/onelane/config`") == ["src/onelane/nowhere.py"]
    text = "[here](tour.md) [there](nowhere.md) [place](tour.md#no-such-place) [far](https://example.org)"
    assert dead_links(DOCS / "README.md", text) == ["nowhere.md", "tour.md#no-such-place"]


def test_every_page_is_named_on_the_index() -> None:
    index = text_of(DOCS / "README.md")
    listed = {(DOCS / link).resolve() for link in LINK.findall(index) if "://" not in link}
    parts = ("tutorials", "howto", "reference", "explanation")
    assert [str(page) for part in parts for page in sorted((DOCS / part).glob("*.md")) if page not in listed] == []


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [page.name[:4] for page in (DOCS / "decisions").glob("[0-9]*.md")]
    assert all(number.isdigit() for number in numbers)
    assert len(numbers) == len(set(numbers))


def test_the_readme_fits_on_one_page() -> None:
    assert len(text_of(tree.ROOT / "README.md").splitlines()) <= 120


# ------------------------------------------------------------ commands and deeds
def test_every_make_command_of_a_page_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(tree.ROOT / "Makefile"), re.MULTILINE))
    named = {
        (page.name, word)
        for page in PAGES
        for word in re.findall(r"(?:`|\n)(?:\w+=\S+ )*make ([a-z-]+)", text_of(page))
    }
    assert {"run", "test", "demo"} <= {word for _, word in named}
    assert {(page, word) for page, word in named if word not in targets} == set()


def test_every_onelane_command_of_a_page_exists() -> None:
    known = set(re.findall(r"^\| `onelane ([a-z-]+)", _reference().commands(), re.MULTILINE))
    named = {(page.name, word) for page in PAGES for word in re.findall(r"(?:`|bin/)onelane ([a-z-]+)", text_of(page))}
    assert {(page, word) for page, word in named if word not in known | NOT_COMMANDS} == set()


ROOMS = ("lane", "cases", "stations", "plates", "payments", "certificates", "inspection")
REGISTERS = ("people", "vehicles", "drivers", "offices")
RECORDS = ("journal", "outbox", "live", "reading", "checkpoints")


def _room(name: str) -> list[ModuleType]:
    """Return the modules that a deed written `room.deed` may be found in."""
    if name in RECORDS:
        return [importlib.import_module(f"onelane.records.{name}")]
    place = "registers" if name in REGISTERS else "office"
    names = [f"onelane.{place}.{name}.{part}" for part in ("actions", "queries", "rules")]
    return [importlib.import_module(one) for one in names if importlib.util.find_spec(one)]


@pytest.mark.parametrize("name", ["README.md", "docs/tour.md"])
def test_every_deed_that_is_named_is_a_function_of_its_room(name: str) -> None:
    rooms = "|".join((*ROOMS, *REGISTERS, *RECORDS))
    named = re.findall(rf"`({rooms})\.([a-z_]+)(?:\([^`]*\))?`", text_of(tree.ROOT / name))
    assert named
    assert [f"{room}.{deed}" for room, deed in named if not any(hasattr(one, deed) for one in _room(room))] == []


# ------------------------------------------------------------ reference
@cache
def _reference() -> Any:
    """Return the script that writes the reference."""
    told = importlib.util.spec_from_file_location("generate", DOCS / "reference" / "generate.py")
    assert told is not None
    assert told.loader is not None
    module = importlib.util.module_from_spec(told)
    told.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "settings.md", "refusals.md", "tables.md"])
def test_a_page_of_the_reference_says_what_the_code_says(name: str) -> None:
    fresh = _reference().PAGES[name]()
    assert text_of(DOCS / "reference" / name) == fresh, "run .venv/bin/python docs/reference/generate.py"


def _strings(under: Path) -> set[str]:
    """Return every text of the Python code below a folder."""
    files = sorted(under.rglob("*.py"))
    return {text for path in files for text in tree.mentioned(ast.parse(text_of(path)))}


def test_every_variable_of_the_environment_is_told_and_none_is_invented() -> None:
    page = text_of(DOCS / "reference" / "environment.md")
    shape = re.compile(r"ONELANE_[A-Z_]+|DATABASE_URL|XDG_STATE_HOME")
    read = {text for text in _strings(tree.SOURCE) | _strings(tree.ROOT / "tests") if shape.fullmatch(text)}
    assert set(re.findall(rf"^\| `({shape.pattern})`", page, re.MULTILINE)) == read


def _told() -> set[str]:
    """Return the names of the live events that the office sends."""
    found = set()
    for _, module in tree.sources():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "tell" and len(node.args) > 1:
                found |= tree.mentioned(node.args[1])
    return found


def test_every_live_event_is_told() -> None:
    page = text_of(DOCS / "reference" / "live-events.md")
    assert _told()
    assert {name for name in _told() if f"`{name}`" not in page} == set()


def test_every_word_of_the_catalogue_is_told() -> None:
    told = set(re.findall(r"`[^`\n]+`", text_of(DOCS / "reference" / "catalogue-format.md")))
    kinds = (spec.FieldType, spec.StationKind, spec.MaterialKind, spec.MaskKind, spec.SettingType, spec.CounterKind)
    words = {word for kind in kinds for word in get_args(kind) if word}
    keys = {key for path in sorted((tree.SOURCE / "catalogue" / "services").rglob("*.toml")) for key in _keys(path)}
    assert {word for word in words | keys if not {f"`{word}`", f"`[{word}]`"} & told} == set()


def _keys(path: Path) -> set[str]:
    return set(tomllib.loads(text_of(path)))


def test_every_setting_that_a_page_sets_exists() -> None:
    known = catalogue.load().vocabulary.settings
    page = text_of(DOCS / "howto" / "change-a-setting.md")
    named = {key for _, block in FENCE.findall(page) for key in re.findall(r'^"([a-z_.]+)" =', block, re.MULTILINE)}
    assert named
    assert named <= set(known)


# ------------------------------------------------------------ the examples run
def _written_out(page: str, root: Path) -> Path:
    """Write the TOML blocks of a how-to page into a catalogue; what the shipped one has already is added to."""
    blocks = [block for language, block in FENCE.findall(text_of(DOCS / "howto" / page)) if language == "toml"]
    for block in blocks:
        head, _, body = block.partition("\n")
        place = root / head.removeprefix("# ")
        shipped = tree.SOURCE / "catalogue" / head.removeprefix("# ")
        place.parent.mkdir(parents=True, exist_ok=True)
        if shipped.exists():
            shutil.copy(shipped, place)
        with place.open("a", encoding="utf-8") as file:
            file.write(f"\n{body}")
    return root


def test_every_hook_of_a_desk_is_told() -> None:
    page = text_of(DOCS / "howto" / "add-a-station.md")
    hooks = {name for name, one in vars(Desk).items() if callable(one) and not name.startswith("_")}
    assert set(re.findall(r"^\| `([a-z_]+)`", page, re.MULTILINE)) == hooks


def test_the_tutorial_gives_every_answer_that_has_to_be_typed() -> None:
    known = catalogue.load()
    service = known.service("first-registration")
    fields = [known.vocabulary.fields[name] for name in service.asks["acceptance"] if name in service.example]
    typed = [one for one in fields if one.type not in {"code", "enum", "bool"}]
    page = text_of(DOCS / "tutorials" / "first-visit.md")
    rows = [f"| {one.name.en} | {service.example[one.code]} |" for one in typed]
    assert [row for row in rows if row not in page] == []


def test_every_button_of_the_tutorial_is_on_a_page() -> None:
    bold = re.findall(r"\*\*([^*]+)\*\*", text_of(DOCS / "tutorials" / "first-visit.md"))
    named = [label for label in bold if "¥" not in label]
    templates = " ".join(text_of(path) for path in tree.SOURCE.rglob("*.html"))
    texts = _strings(tree.SOURCE)
    assert len(named) > 20
    answers = {"Yes", "No"}
    assert [label for label in named if f'"{label}"' not in templates and label not in texts | answers] == []


def test_the_station_of_the_page_is_on_a_path_and_worked_at_a_counter(tmp_path: Path) -> None:
    known = catalogue.load(_written_out("add-a-station.md", tmp_path))
    assert known.service("archived").steps == ("acceptance", "archiving")
    assert [one.code for one in known.office("qingdao").counters if "archiving" in one.stations] == ["A1"]


@pytest.mark.django_db
def test_the_service_of_the_page_is_walked_to_its_end(tmp_path: Path, settings: Any) -> None:
    from onelane.office.cases.models import Case
    from onelane.office.lane import actions as lane
    from onelane.office.stations import actions as stations

    settings.ONELANE = settings.ONELANE | {"CATALOGUE": str(_written_out("add-a-service.md", tmp_path))}
    make.office()
    service = catalogue.load(tmp_path).service("contact-details")
    ticket = make.ticket(service=service.code)
    clerk, reviewer = make.actor("clerk", "W1"), make.actor("reviewer", "R1")

    called = lane.call_next(step="acceptance", actor=clerk)
    answers = {**service.example, "materials_seen": list(service.materials)}
    stations.complete(case_id=ticket.case_id, step="acceptance", actor=clerk, answers=answers)
    work = stations.take_next(step="review", actor=reviewer)
    ended = stations.complete(case_id=ticket.case_id, step="review", actor=reviewer)

    assert called is not None
    assert work is not None
    assert ended.ended
    assert Case.objects.get(pk=ticket.case_id).state == "finished"
