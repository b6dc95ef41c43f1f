"""Write the reference pages that repeat what the code says: commands, settings, refusals, tables.

Run it with the project's own Python: `.venv/bin/python docs/reference/generate.py`. It needs no database.
`tests/architecture/test_docs.py` compares the pages with what it would write.
"""

# ruff: noqa: INP001, T201, SLF001 - a script that speaks on the terminal and shows what argparse and Django keep inside

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

    from onelane.catalogue.spec import SettingValue

HERE = Path(__file__).resolve().parent
NOTE = "<!-- Written by docs/reference/generate.py; change the code and run it again. -->\n"
DJANGOS = {"auth", "contenttypes", "sessions"}


# ------------------------------------------------------------ commands
def commands() -> str:
    """Return the page of every `onelane` command with its own words."""
    from onelane.command import __main__ as command

    parser = command._parser()
    lines = ["# Commands", "", NOTE, "`make setup` puts the command `onelane` into `.venv/bin`.", ""]
    lines += [f"| {first} | {second} |" for first, second in (("command", "what it does"), ("---", "---"))]
    found = list(_commands("onelane", parser, ""))
    lines += [f"| `{name}` | {told} |" for name, _, told in found]
    for name, inner, told in found:
        described = _options(inner)
        if described:
            lines += ["", f"## `{name}`", "", f"{told[:1].upper()}{told[1:]}.", "", *described]
    return "\n".join(lines) + "\n"


def _commands(
    name: str, parser: argparse.ArgumentParser, told: str
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    inner = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not inner:
        yield name, parser, told
    for action in inner:
        helps = {one.dest: one.help or "" for one in action._choices_actions}
        for word in sorted(action.choices):
            yield from _commands(f"{name} {word}", action.choices[word], helps.get(word, ""))


def _options(parser: argparse.ArgumentParser) -> list[str]:
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        choices = f" ({', '.join(map(str, action.choices))})" if action.choices else ""
        needed = " (needed)" if action.required and action.option_strings else ""
        rows.append(f"| `{name}` | {(action.help or '').strip()}{choices}{needed} |")
    return ["| word | meaning |", "| --- | --- |", *rows] if rows else []


# ------------------------------------------------------------ settings
def settings() -> str:
    """Return the page of every setting that an office may change."""
    from onelane import catalogue

    known = catalogue.load().vocabulary.settings
    lines = [
        "# Settings of an office", "", NOTE,
        "Defaults stand in `src/onelane/catalogue/settings.toml`; an office changes a value in its own file under",
        "`[settings]`, see [change a setting](../howto/change-a-setting.md).",
        "**Sure**: A read in a source, B well known, C a default that somebody should check.",
        "", "| setting | 中文 | meaning | default | from-to | sure |", f"|{' --- |' * 6}",
    ]  # fmt: skip
    for key, one in known.items():
        span = f"{one.least}-{one.most}" if one.least is not None or one.most is not None else ""
        row = [f"`{key}`", one.name.zh, one.name.en, _value(one.default, one.unit), span, one.confidence]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines) + "\n"


def _value(found: SettingValue, unit: str) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    told = ", ".join(found) if isinstance(found, tuple) else str(found)
    return f"{told} {unit}".strip()


# ------------------------------------------------------------ refusals
def refusals() -> str:
    """Return the page of every refusal with its status and both sentences."""
    from onelane.channels.shared import wording

    lines = [
        "# Refusals", "", NOTE,
        "A refusal is an answer with a code `room.reason`; the wording lies in",
        "`src/onelane/channels/shared/refusals/`, one file for each room. A page shows the sentence in the reader's",
        'language; a program that asks for JSON gets `{"code": ..., "message": ..., "facts": {...}}`. Words in braces',
        "are facts. A test finds a code without words and words without a code.",
        "", "| code | status | 中文 | English |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    for code, one in sorted(wording.sentences().items()):
        lines.append(f"| `{code}` | {int(wording.status_of(code))} | {_cell(one.zh)} | {_cell(one.en)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# ------------------------------------------------------------ tables
def tables() -> str:
    """Return the page of every table with its one sentence and what the database refuses."""
    from django.apps import apps

    lines = [
        "# Tables", "", NOTE,
        "One line for each table, by room. **The database refuses** names the constraints; each is a sentence.",
        "Columns are told in the `models.py` of the room.",
        "", "| table | room | holds | the database refuses unless |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    models = [one for one in apps.get_models() if one._meta.app_label not in DJANGOS]
    for model in sorted(models, key=lambda one: (one.__module__, one._meta.db_table)):
        room = model.__module__.removeprefix("onelane.").removesuffix(".models").replace(".", "/")
        refused = ", ".join(f"`{one.name}`" for one in model._meta.constraints)
        lines.append(f"| `{model._meta.db_table}` | `{room}` | {_sentence(model)} | {refused} |")
    return "\n".join(lines) + "\n"


def _sentence(model: type[Model]) -> str:
    told = (model.__doc__ or "").strip().split("\n\n")[0]
    return _cell(told)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "refusals.md": refusals,
    "tables.md": tables,
}


def main() -> None:
    """Write every page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onelane.config.settings")
    os.environ.setdefault("ONELANE_SECRET_KEY", "only-for-the-reference")
    django.setup()
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}", file=sys.stderr)


if __name__ == "__main__":
    main()
