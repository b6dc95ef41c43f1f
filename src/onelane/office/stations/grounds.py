"""The catalogued reasons of the review desk (审核理由): why an item is wrong, and why an application is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from onelane.catalogue.spec import JsonValue, Words
from onelane.kernel.refusal import Refused
from onelane.office.cases.rules import plain

FILE = Path(__file__).with_name("grounds.toml")
For = Literal["field", "paper", "refusal"]
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason with its article; `explained` when it says nothing without words of the reviewer's own."""

    code: str
    sort: str
    words: Words
    article: str
    explained: bool


@cache
def all_grounds() -> dict[str, Ground]:
    """Return all reasons by code, read once."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        code: Ground(code, sort, Words(one["zh"], one["en"]), one["article"], bool(one.get("explained", False)))
        for sort, table in told.items()
        for code, one in table.items()
    }


def of(sort: For) -> list[Ground]:
    """Return the reasons for a field, a paper or a refusal, in the order of the file."""
    return [one for one in all_grounds().values() if one.sort == sort]


def checked(sort: For, codes: Sequence[str]) -> list[str]:
    """Return reasons that exist for a sort of item; refuse `applications.reason_missing` where none is given."""
    known = {one.code for one in of(sort)}
    found = [code for code in dict.fromkeys(codes) if code in known]
    if not found or len(found) < len(set(codes)):
        raise Refused("applications.reason_missing")
    return found


def written(codes: Sequence[str], words: str) -> list[dict[str, JsonValue]]:
    """Return the grounds of a refusal as they are kept; one that explains nothing by itself needs words."""
    known, line = all_grounds(), plain(words)
    if len(line) > LONGEST:
        raise Refused("applications.words_too_long", longest=LONGEST)
    found = [known[code] for code in checked("refusal", codes)]
    if any(one.explained for one in found) and not line:
        raise Refused("applications.ground_needs_words")
    return [{"code": one.code, "article": one.article, "words": line} for one in found]


def sentence(kept: Mapping[str, JsonValue]) -> str:
    """Return a kept ground as the case keeps it in writing: both languages, the article, the facts."""
    one = all_grounds()[str(kept["code"])]
    facts = f": {kept['words']}" if kept.get("words") else ""
    return f"{one.words.zh} / {one.words.en} ({one.article}){facts}"
