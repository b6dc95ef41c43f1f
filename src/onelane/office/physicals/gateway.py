"""What the office expects of whoever reads print from a picture."""

from __future__ import annotations

from typing import Protocol


class Reader(Protocol):
    """Somebody who reads the lines of a printed form; None when there was no answer. Never raises."""

    def there(self) -> bool:
        """Tell whether the library is installed."""
        ...

    def lines(self, picture: bytes) -> list[str] | None:
        """Read a picture within a minute."""
        ...
