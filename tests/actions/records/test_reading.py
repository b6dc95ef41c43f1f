from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.records import journal, reading
from onelane.records.models import Entry

pytestmark = pytest.mark.django_db
REVIEWER = Actor(id="21", role="reviewer", office="qingdao", counter="R1")


def test_a_reading_tells_who_read_what_and_why() -> None:
    reading.note_reading(REVIEWER, "person:5", "review of the case", ["name", "id_number"], chain="case:1")

    (read,) = reading.readings_of("person:5")

    assert (read.actor, read.role, read.office, read.counter) == ("21", "reviewer", "qingdao", "R1")
    assert (read.purpose, read.fields) == ("review of the case", ("id_number", "name"))
    assert Entry.objects.get().chain == "case:1"


def test_a_reading_stands_in_the_subjects_own_chain_unless_it_is_for_a_case() -> None:
    reading.note_reading(REVIEWER, "person:5", "inquiry", ["name"])

    assert Entry.objects.get().chain == "person:5"


@pytest.mark.parametrize("purpose", ["", "   ", "\n\t", "\x00"])
def test_without_a_purpose_nothing_is_read(purpose: str) -> None:
    with pytest.raises(Refused) as refused:
        reading.note_reading(REVIEWER, "person:5", purpose, ["name"])

    assert refused.value.code == "records.purpose_missing"
    assert not Entry.objects.exists()


def test_readings_of_others_and_other_deeds_are_not_among_them(note: Callable[..., None]) -> None:
    note("step.taken")
    reading.note_reading(REVIEWER, "person:6", "inquiry", ["name"])
    journal.note(REVIEWER, "person.corrected", chain="person:5", subject="person:5")

    assert reading.readings_of("person:5") == []


def test_readings_are_found_by_their_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {reading.READINGS}", [["person:5"]])
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert "journal_readings" in plan


def test_entries_of_a_case_are_listed_in_order_with_what_they_tell(note: Callable[..., None]) -> None:
    note("case.opened", "step.taken")
    note("case.opened", case=2)

    entries = reading.entries_of("case:1")

    assert [(entry.seq, entry.deed, entry.told) for entry in entries] == [
        (1, "case.opened", '{"step": "accept"}'),
        (2, "step.taken", '{"step": "accept"}'),
    ]
