"""Reading many rows without holding them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

AT_ONCE = 5000


def stream(query: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query through a cursor on the server; needs a transaction around it while rows are read."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows
