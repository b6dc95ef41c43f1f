"""Every word on a page is there in Chinese and English."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
import tablericons
from django.utils.translation.template import templatize

import onelane

CHANNELS = Path(onelane.__file__).parent / "channels"
TEMPLATES = sorted(CHANNELS.rglob("templates/**/*.html"))
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
NAMES = {
    "一道",
    "OneLane",
    "English",
    "中文",
    "Enter",
    "Esc",
    "VIN",
    "PDF",
    "GA",
    "doctype",
    "html",
    "CPSV",
    "AP",
    "RDF",
}
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
LAYOUT = re.compile(r"{%\s*block (?:size|theme|width)\s*%}.*?{%\s*endblock\s*%}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
READ_ALOUD = {"alt", "title", "placeholder", "aria-label"}
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")


def shown(path: Path) -> str:
    return str(path.relative_to(CHANNELS))


def chinese() -> set[str]:
    """All messages that have a Chinese wording in some channel."""
    return {
        entry.msgid
        for path in CHANNELS.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path)).translated_entries()
    }


def asked_in_python(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            first = 1 if node.func.id.startswith("pgettext") else 0
            words = node.args[first] if len(node.args) > first else None
            if isinstance(words, ast.Constant) and isinstance(words.value, str):
                found.add(words.value)
    return found


def asked_in_template(text: str) -> set[str]:
    """The messages of a template, as Django's own extraction sees them."""
    calls = re.findall(
        r"\b(?:_|gettext|ngettext|pgettext)\((?:'[^']*',\s*)?u?((?:'(?:\\.|[^'\\])*')|(?:\"(?:\\.|[^\"\\])*\"))",
        templatize(text),
    )
    return {ast.literal_eval(call) for call in calls}


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_every_message_of_a_template_has_chinese_words(path: Path) -> None:
    assert asked_in_template(path.read_text(encoding="utf-8")) - chinese() == set()


def test_every_message_of_the_code_has_chinese_words() -> None:
    asked = {
        message for path in CHANNELS.rglob("*.py") for message in asked_in_python(path.read_text(encoding="utf-8"))
    }

    assert asked - chinese() == set()


class Words(HTMLParser):
    """Collect what a reader sees or hears of a template, its tags taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name != "500.html"], ids=shown)
def test_no_template_shows_words_that_cannot_be_translated(path: Path) -> None:
    reader = Words()
    text = path.read_text(encoding="utf-8")
    reader.feed(TAG.sub("", BLOCK.sub("", LAYOUT.sub("", COMMENT.sub("", text)))))

    assert [word for piece in reader.found for word in WORD.findall(piece) if word not in NAMES] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_every_icon_of_a_template_exists(path: Path) -> None:
    for name in re.findall(r'{%\s*(?:icon|empty)\s+"([^"]+)"', path.read_text(encoding="utf-8")):
        tablericons._load_icon(name if "/" in name else f"outline/{name}")
