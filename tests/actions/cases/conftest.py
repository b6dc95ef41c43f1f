"""The invented office with its invented service: with them alone the engine is tested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

VELO = Path(__file__).parents[2] / "services" / "catalogue"


@pytest.fixture
def velo(db: None, clock: Any, settings: Any) -> Iterator[str]:
    """Load the bicycle office, and forget it afterwards."""
    from onelane.office.cases.plans import _written
    from onelane.registers.offices import catalogue
    from onelane.registers.offices.actions import load_office
    from onelane.registers.offices.queries import forget

    settings.ONELANE = settings.ONELANE | {"CATALOGUE": str(VELO)}
    load_office(catalogue.current().office("velo"))
    yield "velo"
    forget()
    _written.cache_clear()
