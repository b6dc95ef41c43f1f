"""Every refusal of the pure heart is worded, and its sentence gets every fact that it names."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import onelane
from onelane.channels.shared import wording
from onelane.office.cases.rules import RULES

SOURCE = Path(onelane.__file__).parent
FILES = [
    *(file for file in SOURCE.glob("kernel/**/*.py") if file.name != "refusal.py"),
    *SOURCE.glob("catalogue/*.py"),
    *(SOURCE / "office/cases" / name for name in ("path.py", "deadlines.py", "bpmn.py")),
    *SOURCE.glob("office/cases/rules/*.py"),
]


def raised() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each code raised, with the names of its facts."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{file.name} raises a code that is not written out"
                yield str(code.value), frozenset(str(given.arg) for given in node.keywords)
    for versions in RULES.values():
        for rule in versions:
            yield rule.refusal, frozenset(rule.tells)


@pytest.mark.parametrize(("code", "facts"), sorted(set(raised()), key=lambda one: one[0]))
def test_a_refusal_is_worded_with_the_facts_it_has(code: str, facts: frozenset[str]) -> None:
    sentence = wording.sentences()[code]
    for text in (sentence.zh, sentence.en):
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= facts


def test_the_pure_heart_raises_refusals_at_all() -> None:
    assert len({code for code, _ in raised()}) > 40
