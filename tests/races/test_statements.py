"""A ticket and a step stay within their number of SQL statements, after the commit included."""

from __future__ import annotations

import pytest

from onelane.command.bench import counting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]


def test_a_ticket_takes_at_most_five_statements() -> None:
    assert 0 < len(counting.of_a_ticket()) <= 5


def test_a_step_takes_at_most_six_statements() -> None:
    assert 0 < len(counting.of_a_step()) <= 6
