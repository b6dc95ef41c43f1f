"""Web process and PostgreSQL are killed while numbers are taken: nobody has two, none is lost, all adds up."""

from __future__ import annotations

import sys

import pytest
from tests.races.soak_plates import Soak, holds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]


def test_killed_again_and_again_no_number_is_lost_or_has_two_holders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ONELANE_STATE", "DATABASE_URL", "ONELANE_PORT"):
        monkeypatch.setenv(name, "0")  # the soak says here where its office is; afterwards it is as before

    found = Soak(clients=4, attempts=1_500, kills=3).run()

    assert holds(found), found
    assert found["attempts"] >= 1_500
    assert found["killed.pages"] + found["killed.postgresql"] == 3
