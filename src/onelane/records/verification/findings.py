"""What a verification finds and counts."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT = 1000  # findings told one by one; a journal that was replaced whole needs no million sentences


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was noted: a code for programs, where it is, and one sentence for people."""

    code: str
    where: str
    sentence: str


@dataclass(slots=True)
class Report:
    """What was read and what was found; the journal is as it was noted when nothing was found."""

    entries: int = 0
    chains: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether nothing was found."""
        return self.found == 0

    def find(self, code: str, where: str, sentence: str) -> None:
        """Add a finding; beyond the first thousand they are only counted."""
        self.found += 1
        if len(self.findings) < KEPT:
            self.findings.append(Finding(code, where, sentence))
