"""The life of a case and the rules of law, by subject: values in, answer out."""

from __future__ import annotations

from onelane.office.cases.rules.judging import Facts, Rule, Verdict
from onelane.office.cases.rules.law import RULES, in_force, verdicts
from onelane.office.cases.rules.life import ENDED, LONGEST_REASON, MOVES, Deed, State, moved, plain, worded
from onelane.office.cases.rules.may import Answer, may_i
from onelane.office.cases.rules.registration import safety_inspection_due

__all__ = [
    "ENDED", "LONGEST_REASON", "MOVES", "RULES", "Answer", "Deed", "Facts", "Rule", "State", "Verdict", "in_force",
    "may_i", "moved", "plain", "safety_inspection_due", "verdicts", "worded",
]  # fmt: skip
