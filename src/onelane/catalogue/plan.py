"""The written form of a path (办理流程): in the outer list in order, inside it side by side, inside that in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

START = "start"
END = "end"
Node: TypeAlias = "str | tuple[Node, ...]"

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class PlanError(ValueError):
    """A plan is malformed; the message names the place, e.g. `path[2][0]: the step "review" stands twice`."""


def read(plan: object) -> tuple[Node, ...]:
    """Read nested lists; raise PlanError naming the place of the first mistake."""
    if not isinstance(plan, list | tuple):
        raise PlanError("path: must be a list of steps")
    if not plan:
        raise PlanError("path: holds no step")
    seen: set[str] = set()
    return tuple(_read(part, f"path[{index}]", seen) for index, part in enumerate(plan))


def leaves(part: Node) -> Iterator[str]:
    """Yield the steps in reading order."""
    if isinstance(part, str):
        yield part
        return
    for inner in part:
        yield from leaves(inner)


def places(part: Node, where: str = "path") -> Iterator[tuple[str, str]]:
    """Yield each step with its place, e.g. `("path[0][1]", "inspection")`."""
    if isinstance(part, str):
        yield where, part
        return
    for index, inner in enumerate(part):
        yield from places(inner, f"{where}[{index}]")


def _read(part: object, where: str, seen: set[str]) -> Node:
    if isinstance(part, str):
        return _read_name(part, where, seen)
    if not isinstance(part, list | tuple):
        raise PlanError(f"{where}: must be the name of a step or a list, not {part!r}")
    if len(part) < 2:  # noqa: PLR2004 - one step needs no list of its own
        raise PlanError(f"{where}: a list inside the path needs two entries or more")
    return tuple(_read(inner, f"{where}[{index}]", seen) for index, inner in enumerate(part))


def _read_name(name: str, where: str, seen: set[str]) -> str:
    if _NAME.fullmatch(name) is None or name in {START, END}:
        raise PlanError(f'{where}: "{name}" is no name for a step')
    if name in seen:
        raise PlanError(f'{where}: the step "{name}" stands twice')
    seen.add(name)
    return name
