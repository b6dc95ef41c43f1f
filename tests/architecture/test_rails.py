"""The guard rails catch what they are there for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from architecture import tree

RUFF = Path(sys.executable).parent / "ruff"


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\n\ndatetime.now()",
        "from datetime import date\n\ndate.today()",
        "from django.utils import timezone\n\ntimezone.now()",
        "import random\n\nrandom.choice([])",
        "from typing import cast\n\ncast(int, 1)",
    ],
)
def test_a_banned_call_is_told_what_to_use_instead(line: str) -> None:
    said = subprocess.run(
        [
            RUFF,
            "check",
            "--select",
            "TID251",
            "--output-format",
            "concise",
            "--stdin-filename",
            "src/onelane/sample.py",
            "-",
        ],
        input=line,
        capture_output=True,
        text=True,
        cwd=tree.ROOT,
        check=False,
    )
    assert said.returncode == 1
    assert "TID251" in said.stdout


def test_every_ignored_lint_rule_has_its_reason() -> None:
    config = (tree.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rules = config.partition("[tool.ruff.lint]\n")[2].partition("[tool.ruff.lint.mccabe]")[0].partition("ignore = [")[2]
    listed = [line.strip() for line in rules.splitlines() if line.strip().startswith('"')]
    assert listed
    assert [line for line in listed if "  # " not in line and ", # " not in line] == []
