"""The cache of a process, with a part that all share: a code of consent is given by one and used at another."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache

SHARED = "allauth."
TABLE = "api_shared_for_a_minute"


class Cache(LocMemCache):
    """Keeps keys of allauth in the database, everything else in the process's memory."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        """Open both parts."""
        super().__init__(name, params)
        self._shared = DatabaseCache(TABLE, params)

    def add(self, key: Any, value: Any, *told: Any, **named: Any) -> bool:
        """Keep a value unless there is one."""
        return bool(self._part(key).add(key, value, *told, **named))

    def get(self, key: Any, *told: Any, **named: Any) -> Any:
        """Return a value."""
        return self._part(key).get(key, *told, **named)

    def set(self, key: Any, value: Any, *told: Any, **named: Any) -> None:
        """Keep a value."""
        self._part(key).set(key, value, *told, **named)

    def delete(self, key: Any, *told: Any, **named: Any) -> bool:
        """Forget a value."""
        return bool(self._part(key).delete(key, *told, **named))

    def _part(self, key: Any) -> Any:
        return self._shared if str(key).startswith(SHARED) else super()
