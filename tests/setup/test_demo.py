"""`onelane demo` drives one car through an office of its own and says in one line what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

LONGEST = 240  # seconds, on a machine that does much else
OWN = {"ONELANE_DB_POOL", "ONELANE_DB_ROLE", "DATABASE_URL"}


@pytest.mark.slow
def test_one_car_goes_from_arrival_to_hand_over_with_one_send_back_on_the_way(tmp_path: Path) -> None:
    environment = {name: one for name, one in os.environ.items() if name not in OWN}
    command = [sys.executable, "-m", "onelane.command", "demo", "--papers", str(tmp_path)]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    told = json.loads(answer.stdout.splitlines()[-1])
    assert told["queues"] == 1
    assert told["journal_ok"] is True
    assert told["steps"].count("inspection") == 2
    assert told["steps"].count("acceptance") == 1
    assert told["steps"][-1] == "hand-over"
    assert 0 < told["minutes"] < LONGEST / 60
    assert told["plate"].replace("·", "") in _words(told["papers"]).replace("·", "")
    assert len(told["papers"]) == 3


def _words(papers: list[str]) -> str:
    return "".join(page.extract_text() for paper in papers for page in PdfReader(paper).pages)
