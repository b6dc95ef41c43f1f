"""Files: short, well named, without addresses of registries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from architecture import tree

FORBIDDEN = {"utils", "util", "helpers", "common", "misc", "base", "managers", "services", "constants", "types"}
REGISTRIES = re.compile(
    r"https?://[\w.-]*(?:"
    + "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)", "npm" + r"mirror\.com"])
    + r")|(?:registry|pypi|mirrors?)\.[\w-]+\.(?:com|org|cn|edu)|--(?:extra-)?index-url +http",
    re.IGNORECASE,
)
BANNED = re.compile(r"\b(?:" + "|".join(["FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b|\bTO" + r"DO\b(?!\()")
TEXT = {
    ".py",
    ".html",
    ".js",
    ".css",
    ".toml",
    ".md",
    ".txt",
    ".in",
    ".json",
    ".yml",
    ".yaml",
    ".po",
    ".sql",
    ".typ",
    "",
}


def text_files() -> list[Path]:
    return [path for path in tree.tracked() if path.suffix in TEXT]


def test_no_file_is_longer_than_400_lines() -> None:
    code = [
        path
        for path in tree.tracked()
        if path.suffix in {".py", ".html", ".js", ".css"} and "/static/" not in str(path)
    ]
    assert [str(path.relative_to(tree.ROOT)) for path in code if tree.too_long(path)] == []


def test_a_long_file_would_be_found(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("pass\n" * 401)
    assert tree.too_long(long)
    assert not tree.too_long(long, limit=401)


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [path for path in tree.tracked() if path.suffix == ".py" and tree.SOURCE in path.parents]
    assert [str(path) for path in named if path.stem in FORBIDDEN or path.parent.name in FORBIDDEN - {"services"}] == []


def test_no_file_holds_the_address_of_a_registry() -> None:
    found = [path for path in text_files() if REGISTRIES.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(tree.ROOT)) for path in found] == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url " + "https://a.b/simple",
        '"resolved": "https://regi' + "stry." + 'example.com/x"',
        "https://files.python" + "hosted.org/x",
    ],
)
def test_an_address_of_a_registry_would_be_found(line: str) -> None:
    assert REGISTRIES.search(line)


def test_locks_hold_hashes_and_no_address() -> None:
    locks = sorted((tree.ROOT / "requirements").glob("*.txt"))
    assert [lock.stem for lock in locks] == ["base", "dev", "uv"]
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        pinned = re.findall(r"^[\w.-]+==", text, re.MULTILINE)
        assert pinned
        assert "://" not in text
        assert len(re.findall(r"^[\w.-]+==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pinned)


def test_both_locks_agree_on_versions() -> None:
    pins = [
        dict(
            re.findall(
                r"^([\w.-]+)==(\S+)", (tree.ROOT / "requirements" / name).read_text(encoding="utf-8"), re.MULTILINE
            )
        )
        for name in ("base.txt", "dev.txt")
    ]
    assert pins[0].items() <= pins[1].items()


def test_nothing_is_left_for_later() -> None:
    found = [path for path in text_files() if path.suffix == ".py" and BANNED.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(tree.ROOT)) for path in found] == []


def test_something_left_for_later_would_be_found() -> None:
    assert BANNED.search("# TO" + "DO: later")
    assert not BANNED.search("# TO" + "DO(owner): #12")


def test_every_path_of_the_tour_exists() -> None:
    tour = tree.ROOT / "docs" / "tour.md"
    assert missing_paths(tour.read_text(encoding="utf-8")) == []


def test_a_path_that_does_not_exist_would_be_found() -> None:
    assert missing_paths("see `src/onelane/nowhere.py` and `Makefile`") == ["src/onelane/nowhere.py"]


def missing_paths(text: str) -> list[str]:
    tops = "src|tests|docs|frontend|requirements|benchmarks|deploy"
    named = re.findall(rf"(?<![\w/])((?:{tops})/[\w./-]*[\w/])", text)
    return [name for name in named if not (tree.ROOT / name).exists()]
