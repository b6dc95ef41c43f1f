"""Reading one TOML table with care: every mistake names the file and the key."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from onelane.catalogue.spec import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

Choice = TypeVar("Choice", bound=str)


class CatalogueError(Exception):
    """The catalogue cannot be used; the message reads `<file>: <key>: <what is wrong>`."""


class Table:
    """A TOML table that knows where it stands; what nobody asked for is a mistake as well."""

    def __init__(self, file: str, key: str, data: object) -> None:
        """Take the table found under `key` of `file`."""
        self.file, self.key = file, key
        if not isinstance(data, dict):
            raise CatalogueError(f"{file}: {key}: must be a table")
        self._data: dict[str, Any] = data
        self._asked: set[str] = set()

    @classmethod
    def of_file(cls, root: Path, name: str) -> Table:
        """Read a whole file."""
        try:
            return cls(name, "", tomllib.loads((root / name).read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
            raise CatalogueError(f"{name}: not readable as TOML: {mistake}") from mistake

    def wrong(self, key: str, said: str) -> CatalogueError:
        """Return the error for a key of this table."""
        place = f"{self.key}.{key}".strip(".")
        return CatalogueError(f"{self.file}: {place}: {said}")

    def take(self, key: str, default: Any = ...) -> Any:
        """Return a raw value; without a default the key must be there."""
        self._asked.add(key)
        if key not in self._data and default is ...:
            raise self.wrong(key, "is missing")
        return self._data.get(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        found = self.take(key, ... if default is None else default)
        if not isinstance(found, str):
            raise self.wrong(key, f"must be a text, not {found!r}")
        return found

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        found = self.take(key, ... if default is None else default)
        if not isinstance(found, int) or isinstance(found, bool):
            raise self.wrong(key, f"must be a whole number, not {found!r}")
        return found

    def whole_or_none(self, key: str) -> int | None:
        """Return a whole number, or None where the key is absent."""
        return self.integer(key) if self.take(key, None) is not None else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        found = self.take(key, default)
        if not isinstance(found, bool):
            raise self.wrong(key, f"must be true or false, not {found!r}")
        return found

    def day(self, key: str) -> date:
        """Return a date."""
        found = self.take(key)
        if type(found) is not date:
            raise self.wrong(key, f"must be a date such as 2022-05-01, not {found!r}")
        return found

    def day_or_none(self, key: str) -> date | None:
        """Return a date, or None where the key is absent."""
        return self.day(key) if self.take(key, None) is not None else None

    def one_of(self, key: str, choices: Collection[Choice], default: Choice | None = None) -> Choice:
        """Return one of the given names."""
        found = self.text(key, default)
        for choice in choices:
            if found == choice:
                return choice
        raise self.wrong(key, f'unknown value "{found}"; one of: {", ".join(choices)}')

    def names(self, key: str, known: Collection[str] | None = None, what: str = "name") -> tuple[str, ...]:
        """Return a list of names, each of them known and none twice; an absent key is an empty list."""
        found = self.take(key, [])
        if not isinstance(found, list):
            raise self.wrong(key, "must be a list")
        for index, name in enumerate(found):
            self._check_name(f"{key}[{index}]", name, known, what)
            if name in found[:index]:
                raise self.wrong(f"{key}[{index}]", f'"{name}" stands twice')
        return tuple(found)

    def _check_name(self, key: str, name: object, known: Collection[str] | None, what: str) -> None:
        if not isinstance(name, str):
            raise self.wrong(key, f"must be a text, not {name!r}")
        if known is not None and name not in known:
            raise self.wrong(key, f'unknown {what} "{name}"')

    def words(self, key: str) -> Words:
        """Return a text in both languages."""
        return _words(self.inner(key))

    def words_or_none(self, key: str) -> Words | None:
        """Return a text in both languages, or None where the key is absent."""
        return self.words(key) if self.take(key, None) is not None else None

    def own_words(self) -> Words:
        """Return the `zh` and `en` of this very table."""
        return Words(self._said("zh"), self._said("en"))

    def _said(self, key: str) -> str:
        found = self.text(key)
        if not found.strip():
            raise self.wrong(key, "must not be empty")
        return found

    def inner(self, key: str) -> Table:
        """Return the table under a key."""
        return Table(self.file, f"{self.key}.{key}".strip("."), self.take(key))

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Yield every table inside this one with its name."""
        for name in self._data:
            yield name, self.inner(name)

    def list_of_tables(self, key: str) -> tuple[Table, ...]:
        """Return the tables of a list; an absent key is an empty list."""
        found = self.take(key, [])
        if not isinstance(found, list):
            raise self.wrong(key, "must be a list of tables")
        place = f"{self.key}.{key}".strip(".")
        return tuple(Table(self.file, f"{place}[{index}]", one) for index, one in enumerate(found))

    def raw(self) -> dict[str, Any]:
        """Return the whole table as it stands."""
        self._asked.update(self._data)
        return dict(self._data)

    def done(self) -> None:
        """Refuse what nobody asked for, most likely a slip of the pen."""
        for key in self._data:
            if key not in self._asked:
                raise self.wrong(key, "unknown key")


def _words(table: Table) -> Words:
    found = table.own_words()
    table.done()
    return found
