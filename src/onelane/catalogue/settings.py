"""The values of one office: the defaults of `settings.toml` with what the office changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onelane.catalogue.spec import Setting, SettingValue


@dataclass(frozen=True)
class Settings:
    """Typed access; a name that the vocabulary lacks, or a wrong type, is a bug and raises LookupError or TypeError."""

    known: dict[str, Setting]
    changed: dict[str, SettingValue]

    def value(self, key: str) -> SettingValue:
        """Return the office's value, else the default."""
        if key not in self.known:
            raise LookupError(f"no setting is called {key}")
        return self.changed.get(key, self.known[key].default)

    def integer(self, key: str) -> int:
        """Return a whole number."""
        found = self.value(key)
        if isinstance(found, bool) or not isinstance(found, int):
            raise TypeError(f"{key} is no whole number")
        return found

    def flag(self, key: str) -> bool:
        """Return true or false."""
        found = self.value(key)
        if not isinstance(found, bool):
            raise TypeError(f"{key} is neither true nor false")
        return found

    def text(self, key: str) -> str:
        """Return a text."""
        found = self.value(key)
        if not isinstance(found, str):
            raise TypeError(f"{key} is no text")
        return found

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self.value(key)
        if not isinstance(found, tuple):
            raise TypeError(f"{key} is no list")
        return found
