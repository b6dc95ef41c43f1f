"""Every refusal has words in each language, and no words are left over."""

from __future__ import annotations

import ast

from architecture import tree

LANGUAGES = {"zh", "en"}


def all_raised() -> dict[str, str]:
    return {
        code: f"{path.relative_to(tree.ROOT)}:{line}"
        for path, module in tree.sources()
        for code, line in tree.raised(module).items()
    }


def test_every_refusal_is_worded_in_each_language() -> None:
    words = tree.worded()
    unworded = {code: place for code, place in all_raised().items() if not words.get(code, {}).keys() >= LANGUAGES}
    assert unworded == {}


def test_every_wording_belongs_to_a_refusal() -> None:
    mentioned = {text for _, module in tree.sources() for text in tree.mentioned(module)}
    assert tree.worded().keys() - mentioned == set()


def test_refusals_are_found_however_they_are_raised() -> None:
    module = ast.parse(
        """
raise Refused("a.plain")
raise Refused("a.this" if hot else "a.that")
with refused_by("constraint", "a.constraint"): pass
raise refusal.Refused("a.dotted", fact="no.code")
_REFUSALS = {1: "a.table", 2: "no code"}
print("no.refusal")
"""
    )
    assert tree.raised(module).keys() == {"a.plain", "a.this", "a.that", "a.constraint", "a.dotted", "a.table"}
