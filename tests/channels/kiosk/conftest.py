"""A kiosk of the demo office, its paper in a folder of the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import make

from at_kiosk import Stand


@pytest.fixture
def stand(clock: Any, settings: Any, tmp_path: Path) -> Stand:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ONELANE = {**settings.ONELANE, "PRACTICE": str(tmp_path), "DEMO": True}
    make.office()
    return Stand()
