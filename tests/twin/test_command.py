"""The command line of the twin."""

from __future__ import annotations

import json

import pytest

from onelane.command.__main__ import main


def test_both_worlds_are_printed_as_the_issue_of_the_article_asks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "before", "after", "--days", "3", "--workers", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"mean_minutes", "ci95", "p10", "p50", "p90", "queues"} <= set(found["before"])
    assert (found["before"]["queues"], found["after"]["queues"]) == (3, 1)


def test_a_table_is_printed_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "run", "after", "--days", "2", "--workers", "1"]) == 0
    assert "min from door to door" in capsys.readouterr().out


def test_what_one_bay_less_would_do_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["twin", "what-if", "after", "inspection=5", "--days", "4", "--workers", "1", "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["minutes"] > 0
    assert found["server_hours_a_day"] == -8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["twin", "run", "yesterday"], "there is no scenario"),
        (["twin", "run", "after", "--days", "0"], "At least one day"),
        (["twin", "what-if", "after", "inspection"], "not of the form"),
        (["twin", "what-if", "after", "garden=2"], "has no servers"),
        (["forecast", "evaluate", "/nowhere/calls.tsv"], "There is no file"),
    ],
)
def test_a_slip_is_told_in_a_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 1
    assert said in capsys.readouterr().err


def test_a_target_below_the_work_itself_is_told_to_be_out_of_reach(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "staff", "after", "--target", "5", "--days", "1"]) == 1
    assert "More servers come to" in capsys.readouterr().err
