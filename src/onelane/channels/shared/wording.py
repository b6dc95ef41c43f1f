"""The wording (措辞) of refusals: `refusals/*.toml`, one table per code, Chinese and English."""

from __future__ import annotations

import functools
import logging
import re
import string
import tomllib
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onelane.kernel.refusal import Value

FOLDER = Path(__file__).parent / "refusals"
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
LANGUAGES = ("zh", "en")
UNWORDED = "requests.unworded"

log = logging.getLogger(__name__)


class WordingError(ValueError):
    """A file of `refusals/` is wrong; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a refusal says in each language, and its HTTP status where the family's does not fit."""

    zh: str
    en: str
    status: int | None = None


def say(code: str, facts: Mapping[str, Value], language: str) -> str:
    """Return the sentence for a refusal in the reader's language; an unworded code is logged and said in general."""
    sentence = sentences().get(code)
    if sentence is None:
        log.error("refusal %s has no wording", code)
        sentence = sentences()[UNWORDED]
        facts = {**facts, "code": code}
    text = sentence.zh if language.startswith("zh") else sentence.en
    return _Lenient().vformat(text, (), {key: _shown(value, language) for key, value in facts.items()})


def status_of(code: str) -> int:
    """Return the HTTP status for a refusal: its own, else its family's, else 422."""
    sentence = sentences().get(code)
    if sentence is not None and sentence.status is not None:
        return sentence.status
    family, reason = code.split(".", 1)[0], code.rsplit(".", 1)[-1]
    if family == "auth":
        return HTTPStatus.FORBIDDEN
    return _BY_REASON.get(reason.split("_", 1)[0], _BY_REASON.get(reason, HTTPStatus.UNPROCESSABLE_ENTITY))


_BY_REASON = {
    "not_found": HTTPStatus.NOT_FOUND,
    "unknown": HTTPStatus.NOT_FOUND,
    "taken": HTTPStatus.CONFLICT,
    "already": HTTPStatus.CONFLICT,
    "stale": HTTPStatus.CONFLICT,
    "changed": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}


@functools.cache
def sentences() -> dict[str, Sentence]:
    """Return all wordings by code, read once; raise `WordingError` at the first mistake."""
    found: dict[str, Sentence] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for code, sentence in _read(path).items():
            if code in found:
                raise WordingError(f"{path.name}: {code} is worded twice")
            found[code] = sentence
    if UNWORDED not in found:
        raise WordingError(f"requests.toml: {UNWORDED} is missing")
    return found


def _read(path: Path) -> dict[str, Sentence]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise WordingError(f"{path.name}: {reason}") from reason
    return {code: _sentence(f"{path.name}: {code}", code, entry) for code, entry in _flat("", document)}


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]]:
    """Return the entries of a document whether it writes `["plates.taken"]` or `[plates.taken]`."""
    found: list[tuple[str, Mapping[str, object]]] = []
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if not isinstance(value, dict):
            raise WordingError(f"{name} stands outside a table")
        found += [(name, value)] if "zh" in value or "en" in value else _flat(name, value)
    return found


def _sentence(where: str, code: str, entry: Mapping[str, object]) -> Sentence:
    if not CODE.fullmatch(code):
        raise WordingError(f"{where}: a code is written room.reason")
    if strange := entry.keys() - {"zh", "en", "status"}:
        raise WordingError(f"{where}: {', '.join(sorted(strange))} is not known")
    texts = {language: entry.get(language) for language in LANGUAGES}
    zh, en, status = texts["zh"], texts["en"], entry.get("status")
    if not (isinstance(zh, str) and isinstance(en, str) and zh and en):
        raise WordingError(f"{where}: zh and en are both needed")
    if _facts(zh) != _facts(en):
        raise WordingError(f"{where}: zh and en name different facts")
    if status is not None and not (isinstance(status, int) and 400 <= status < 500):  # noqa: PLR2004 - HTTP's range of refusals
        raise WordingError(f"{where}: status is a number from 400 to 499")
    return Sentence(zh, en, status)


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _shown(value: Value, language: str) -> str:
    if isinstance(value, list):
        return ("、" if language.startswith("zh") else ", ").join(value)
    return "" if value is None else str(value)


class _Lenient(string.Formatter):
    """Leave a gap for a fact that was not given: a refusal must never fail for its wording."""

    def get_field(self, field_name: str, _args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:
        return kwargs.get(field_name, "…"), field_name
