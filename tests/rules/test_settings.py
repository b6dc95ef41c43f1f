"""Every setting decides something: a value that no code reads is a promise that nobody keeps."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from onelane import catalogue

SOURCE = Path(catalogue.__file__).parents[1]
READERS = {"integer", "flag", "text", "names", "value"}
RULES_OF_A_LIST = {"_one_of"}  # rules that look for a fact in the list of a setting, which they name second


@cache
def read_by_code() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each name by which code reads a setting; a part put in at run time stands for any name."""
    found = [name for path in sorted(SOURCE.rglob("*.py")) for name in read_in(path.read_text(encoding="utf-8"))]
    return tuple(re.compile(name) for name in found)


def read_in(text: str) -> list[str]:
    return [
        "".join(_part(one) for one in (name.values if isinstance(name, ast.JoinedStr) else [name]))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS
        for name in node.args[:1]
        if isinstance(name, ast.JoinedStr | ast.Constant)
    ] + [
        re.escape(str(node.args[1].value))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RULES_OF_A_LIST
        if isinstance(node.args[1], ast.Constant)
    ]


def _part(one: ast.expr) -> str:
    return re.escape(one.value) if isinstance(one, ast.Constant) and isinstance(one.value, str) else "[a-z_]+"


@pytest.mark.parametrize("key", sorted(catalogue.load().vocabulary.settings))
def test_a_setting_is_read_by_code(key: str) -> None:
    assert any(pattern.fullmatch(key) for pattern in read_by_code()), f"no code reads {key}: use it or remove it"


def test_a_setting_is_found_however_it_is_read() -> None:
    assert read_in('a.integer("lane.limit"); a.flag(f"lane.{b}.on"); other("no.setting")') == [
        r"lane\.limit",
        r"lane\.[a-z_]+\.on",
    ]
