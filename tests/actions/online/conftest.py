"""An invented online office with one service, one applicant and everybody who works on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from online_case import Case

VELO = Path(__file__).parent / "catalogue"


@pytest.fixture(autouse=True)
def _velo(settings: Any, clock: Any, db: Any, tmp_path: Path) -> Iterator[None]:
    from onelane import catalogue
    from onelane.office.cases import plans
    from onelane.registers.offices import queries
    from onelane.registers.offices.actions import load_office

    settings.ONELANE = settings.ONELANE | {"CATALOGUE": str(VELO), "PRACTICE": str(tmp_path)}
    queries.forget()
    plans._written.cache_clear()
    load_office(catalogue.load(VELO).office("velo"))
    yield
    queries.forget()
    plans._written.cache_clear()
    plans.forget()


@pytest.fixture
def case() -> Case:
    return Case()
