"""May I? Every rule of a service, asked before anybody applies; what is not known yet is neither yes nor no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onelane.catalogue.spec import Service
from onelane.kernel.refusal import Value
from onelane.office.cases.rules.judging import Facts, verdict
from onelane.office.cases.rules.law import in_force

Says = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says; `refusal` is the code that words why not and what to do, `facts` fill its sentence."""

    rule: str
    article: str
    says: Says
    refusal: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)


def may_i(service: Service, facts: Facts) -> tuple[Answer, ...]:
    """Answer each rule of a service that is in force that day; `unknown` is looked up when somebody applies."""
    rules = [rule for rule in (in_force(name, facts.on) for name in service.needs) if rule is not None]
    answers = []
    for rule in rules:
        if not all(map(facts.known, rule.reads)):
            answers.append(Answer(rule.name, rule.article, "unknown"))
            continue
        told = verdict(rule, facts)
        answers.append(
            Answer(rule.name, rule.article, "yes")
            if told.holds
            else Answer(rule.name, rule.article, "no", told.refusal, told.facts)
        )
    return tuple(answers)
