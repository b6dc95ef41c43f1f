"""The demo office, ready for a visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests import make


@pytest.fixture(autouse=True)
def office(db: None, clock: Any) -> Iterator[str]:
    """Load the office on the set day, on which the example's insurance holds, and forget what a test changed."""
    from onelane.registers.offices.queries import forget

    yield make.office()
    forget()
