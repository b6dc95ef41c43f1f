"""A citizen with a car."""

from __future__ import annotations

from typing import Any

import pytest

from home_office import Home


@pytest.fixture
def home(db: Any, clock: Any) -> Home:
    return Home()
