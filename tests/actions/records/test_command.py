from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from onelane.command import postgres
from onelane.command.__main__ import main
from onelane.kernel import clock
from onelane.office.cases.models import Case, Plan
from onelane.records import keys, reading
from onelane.registers.offices.models import Office

pytestmark = pytest.mark.django_db(transaction=True)
Note = Callable[..., None]


@pytest.fixture(autouse=True)
def here(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres.on_database(server_url, str(connection.settings_dict["NAME"])))


def test_seal_and_verify_tell_what_there_is(note: Note, capsys: pytest.CaptureFixture[str]) -> None:
    note("case.opened", "step.taken")

    assert main(["journal", "seal"]) == 0
    assert main(["journal", "seal"]) == 0
    assert main(["journal", "verify"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Checkpoint 1 covers 2 entries.", "Nothing new to seal."]
    assert lines[2].startswith("The journal is as it was noted: 2 entries in 1 chains, 1 checkpoints, 0 entries not")


def test_a_finding_is_printed_and_ends_with_1(
    note: Note, owner: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    note("case.opened")
    owner.execute("UPDATE records_entry SET actor = 'another'")

    assert main(["journal", "verify"]) == 1
    assert main(["journal", "verify", "--json"]) == 1

    sentence, counted, told = capsys.readouterr().out.splitlines()
    assert sentence == "Entry case:1/1 was changed: its actor is not what its body says."
    assert counted.startswith("1 findings: 1 entries")
    assert json.loads(told)["findings"][0]["code"] == "entry.column_changed"


def test_a_copy_or_key_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "missing")

    assert main(["journal", "verify", "--anchor", missing]) == 1
    assert main(["journal", "verify", "--key", missing]) == 1

    assert capsys.readouterr().err.splitlines() == [
        f"onelane: There is no file {missing} to compare with.",
        f"onelane: The file of public keys {missing} is missing; name one with --key.",
    ]


def test_the_public_key_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "key"]) == 0

    assert capsys.readouterr().out == keys.public_file().read_text(encoding="utf-8")


def test_showing_a_case_is_a_reading_with_a_purpose(note: Note, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office.objects.create(
        code="qingdao", name_zh="青岛", name_en="Qingdao", area_code="3702", prefixes=["鲁B"]
    )
    plan = Plan.objects.create(digest="0" * 64, service="bicycle", snapshot={})
    case = Case.objects.create(
        office=office, number="B-1", plan=plan, state="open", marking=[], rank_at=clock.now(), opened_at=clock.now()
    )
    note("case.opened", case=case.pk)

    assert main(["journal", "show", "--case", "B-1", "--purpose", "complaint 12"]) == 0
    assert main(["journal", "show", "--case", "B-1", "--purpose", " "]) == 1
    assert main(["journal", "show", "--case", "B-2", "--purpose", "complaint 12"]) == 1

    shown = capsys.readouterr()
    assert "case.opened" in shown.out
    assert "No case has the number B-2." in shown.err
    assert [read.purpose for read in reading.readings_of(f"case:{case.pk}")] == ["complaint 12"]
