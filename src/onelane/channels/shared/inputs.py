"""Read small values from a request: whole numbers in range, keys in the path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import register_converter

from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.http import QueryDict

ROW_LIMIT = 2**63 - 1


def whole_number(given: QueryDict, name: str, *, low: int, high: int, default: int | None = None) -> int:
    """Return a field as a whole number from `low` to `high`; refuse with `requests.not_a_number`."""
    text = given.get(name, "").strip()
    if not text and default is not None:
        return default
    digits = text.removeprefix("-")
    number = int(text) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(ROW_LIMIT)) else None
    if number is None or not low <= number <= high:
        raise Refused("requests.not_a_number", field=name, low=low, high=high)
    return number


class Row:
    """`<row:id>` in a path: a table's key, never larger than the column, so that no statement overflows."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """Return the key."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write the key."""
        return str(value)


class Key:
    """`<key:key>` in a path: a secret or a number of a case; letters, digits, `-` and `_`, at most 64."""

    regex = "[A-Za-z0-9_-]{1,64}"

    def to_python(self, value: str) -> str:
        """Return the key."""
        return value

    def to_url(self, value: str) -> str:
        """Write the key."""
        return str(value)


def register() -> None:
    """Make `<row:…>` and `<key:…>` known to all URL patterns."""
    register_converter(Row, "row")
    register_converter(Key, "key")
