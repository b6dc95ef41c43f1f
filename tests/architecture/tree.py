"""What the architecture tests look at: tracked files, sources, refusals."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "onelane"
WORDING = SOURCE / "channels" / "shared" / "refusals"


def tracked() -> list[Path]:
    """Return the files of the repository, new ones included, ignored ones not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Return each module of the package with its syntax tree."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def raised(tree: ast.AST) -> dict[str, int]:
    """Return the codes that a module refuses with, and the line of each.

    A code is the first word of `Refused(...)`, the second of `refused_by(...)`, or any text `"room.reason"` of a
    table whose name ends in `REFUSALS` or `CODES`.
    """
    found = {}
    for node in ast.walk(tree):
        for text in _code_of(node):
            found[text.value] = text.lineno
    return found


def _code_of(node: ast.AST) -> Iterable[ast.Constant]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = {"Refused": 0, "refused_by": 1}.get(name)
        if place is not None and len(node.args) > place:
            return _texts(node.args[place])
    named = node.targets[0] if isinstance(node, ast.Assign) else None
    if isinstance(node, ast.Assign) and isinstance(named, ast.Name) and named.id.endswith(("REFUSALS", "CODES")):
        return [text for text in _texts(node.value) if "." in text.value]
    return []


def _texts(node: ast.AST) -> list[ast.Constant]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)]


def mentioned(tree: ast.AST) -> set[str]:
    """Return every text of a module, so that a code handed on through a variable counts as used."""
    return {text.value for text in _texts(tree)}


def worded() -> dict[str, dict[str, object]]:
    """Return every refusal that has words, by its code."""
    words: dict[str, dict[str, object]] = {}
    for path in sorted(WORDING.glob("*.toml")):
        words |= tomllib.loads(path.read_text(encoding="utf-8"))
    return words


def too_long(path: Path, limit: int = 400) -> bool:
    """Tell whether a file has more lines than anybody should have to read at once."""
    return len(path.read_text(encoding="utf-8").splitlines()) > limit
