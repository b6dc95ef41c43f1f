"""Finding a service in everyday words, Chinese, English or pinyin: "丢了驾照", "lost my licence", "diujiazhao"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pypinyin import Style, lazy_pinyin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onelane.catalogue.spec import Service

LONGEST = 60
LEAST = 0.34  # below this share of common pairs two phrases have nothing to do with each other
SPOKEN, TITLE, PROSE = 1.0, 0.95, 0.45
ALTOGETHER = 0.85  # what several phrases of a service say together
_WORD = re.compile(r"[a-z]+|[0-9]+")
_FILLING = frozenset(
    {"a", "an", "the", "my", "i", "is", "of", "for", "to", "do", "how", "can", "get", "with", "and", "in"}
)
_PLAIN = str.maketrans("", "", "的了吗呢怎么办我要想请问如何，。？！、·")


@dataclass(frozen=True, slots=True)
class _Phrase:
    pairs: frozenset[str]
    words: frozenset[str]
    sounds: frozenset[str]
    initials: frozenset[str]
    weight: float


def search(services: Iterable[Service], wanted: str) -> list[Service]:
    """Return the services that people may mean, the likeliest first; nothing where nobody could tell."""
    asked = unicodedata.normalize("NFKC", wanted).lower().strip()[:LONGEST]
    if not asked:
        return []
    scored = [(score(one, asked), one) for one in services]
    found = [(value, one) for value, one in scored if value >= LEAST]
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].popular or 99, pair[1].code))]


def score(service: Service, asked: str) -> float:
    """Tell how well a service answers what was asked, from 0 to about 1."""
    pairs, words = _pairs(asked), _words(asked)
    letters = re.sub(r"[^a-z]", "", asked)
    phrases = _phrases(service)
    best = max(_likeness(one, pairs, words, letters) * one.weight for one in phrases)
    together = frozenset().union(*(one.pairs | one.words for one in phrases if one.weight > PROSE))
    return max(best, ALTOGETHER * len((pairs | words) & together) / max(len(pairs | words), 1))


def _likeness(phrase: _Phrase, pairs: frozenset[str], words: frozenset[str], letters: str) -> float:
    found = _share(pairs, phrase.pairs)
    if words and phrase.words:
        found = max(found, _share(words, phrase.words))
    if len(letters) >= 3 and phrase.sounds:  # noqa: PLR2004 - two letters sound like everything
        for sound in phrase.sounds:
            found = max(found, 0.5 + 0.5 * len(letters) / len(sound) if letters in sound else 0)
        found = max(found, 0.9 if letters in phrase.initials else 0)
    return found


def _share(asked: frozenset[str], offered: frozenset[str]) -> float:
    """Return the share of what was asked that is offered, a little more where the phrase is no longer than that."""
    common = len(asked & offered)
    if not common:
        return 0.0
    return 0.8 * common / len(asked) + 0.2 * common / len(offered)


@lru_cache(maxsize=512)
def _phrases_of(said: Sequence[str], titles: tuple[str, str], prose: tuple[str, ...]) -> tuple[_Phrase, ...]:
    return (
        *(_phrase(text, SPOKEN) for text in said),
        *(_phrase(text, TITLE) for text in titles),
        *(_phrase(text, PROSE) for text in prose),
    )


def _phrases(service: Service) -> tuple[_Phrase, ...]:
    prose = tuple(text for one in (service.summary, service.for_whom) if one for text in (one.zh, one.en))
    return _phrases_of(service.said, (service.title.zh, service.title.en), prose)


def _phrase(text: str, weight: float) -> _Phrase:
    plain = unicodedata.normalize("NFKC", text).lower()
    chinese = any("\u4e00" <= mark <= "\u9fff" for mark in plain)
    heard = {plain, plain.translate(_PLAIN)} if chinese and weight > PROSE else set()
    sounds = frozenset("".join(lazy_pinyin(one)) for one in heard)
    initials = frozenset("".join(lazy_pinyin(one, style=Style.FIRST_LETTER)) for one in heard)
    return _Phrase(_pairs(plain), _words(plain), sounds, initials, weight)


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Chinese characters, and single ones where that is all."""
    plain = "".join(mark for mark in text.translate(_PLAIN) if "\u4e00" <= mark <= "\u9fff")
    if len(plain) == 1:
        return frozenset(plain)
    # Single characters count too, so that 驾照丢了 finds 丢了驾照.
    return frozenset(plain) | {plain[at : at + 2] for at in range(len(plain) - 1)}


def _words(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text) if word not in _FILLING)


def _stem(word: str) -> str:
    """Return an English word without its usual ending, and spelled the one way: license is licence."""
    word = word.replace("license", "licence")
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004 - a stem has three letters
            return word[: -len(ending)]
    return word
