"""May I? (能不能办): a few facts in, what each rule says out, without an account; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from onelane.catalogue.law import cited
from onelane.channels.shared import wording
from onelane.channels.shared.drawing import worded
from onelane.kernel import clock
from onelane.office.stations.register_facts import facts_told, may_apply
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from onelane.catalogue.spec import Field, JsonValue, Service


@dataclass(frozen=True, slots=True)
class Told:
    """What one rule says, in the reader's words: `says` is yes, no or unknown."""

    says: str
    name: str
    article: str
    why: str


def questions(service: Service) -> list[Field]:
    """Return what is asked before anybody applies; all of it may stay empty."""
    known = catalogue.current().vocabulary.fields
    return [replace(known[name], fixed=False, required=False) for name in service.probe]


def answered(service: Service, told: Mapping[str, JsonValue]) -> list[Told]:
    """Return what each rule says to the answers of the questions."""
    facts = facts_told({one.prefill: told[one.code] for one in questions(service) if one.code in told})
    rules = catalogue.current().vocabulary.rules
    found = may_apply(service, facts, office=next(iter(catalogue.current().offices)), on=clock.today())
    language = get_language() or "zh"
    return [
        Told(
            one.says,
            worded(rules[one.rule].name),
            worded(cited(one.article)),
            wording.say(one.refusal, one.facts, language) if one.refusal else "",
        )
        for one in found
    ]
