"""What a rule may look at, what a rule is, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from onelane import catalogue
from onelane.catalogue.settings import Settings
from onelane.catalogue.spec import JsonValue
from onelane.kernel.refusal import Value
from onelane.office.cases.rules.dates import age

Holds = Callable[["Facts"], bool]
Tell = Callable[["Facts"], Value]


def shipped() -> Settings:
    """Return the settings that no office has changed."""
    return Settings(catalogue.load().vocabulary.settings, {})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at: the day, the answers of the case, what the registers know, the office's values.

    A name with a dot, such as `driver.valid_to`, is asked of the register, any other of the answers.
    """

    on: date
    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    register: Mapping[str, JsonValue] = field(default_factory=dict)
    settings: Settings = field(default_factory=shipped)

    def known(self, name: str) -> bool:
        """Tell whether anybody has said something about this, be it that there is none."""
        return name in (self.register if "." in name else self.answers)

    def value(self, name: str) -> JsonValue:
        """Return an answer or a fact of the register as it is kept."""
        return (self.register if "." in name else self.answers).get(name)

    def text(self, name: str) -> str:
        """Return an answer or fact as text, empty where there is none."""
        found = self.value(name)
        return "" if found is None else str(found)

    def day(self, name: str) -> date | None:
        """Return an answer or fact as a date."""
        return date.fromisoformat(text) if (text := self.text(name)) else None

    def number(self, name: str) -> int:
        """Return an answer or fact as a whole number, 0 where there is none."""
        found = self.value(name)
        return found if isinstance(found, int) else 0

    def yes(self, name: str) -> bool:
        """Tell whether an answer or fact is a plain yes."""
        return self.value(name) is True

    def no(self, name: str) -> bool:
        """Tell whether an answer or fact is a plain no: what was not looked up is neither."""
        return self.value(name) is False

    def age(self) -> int:
        """Return the applicant's age in completed years, 0 where the birth date is unknown."""
        born = self.day("person.birth_date")
        return age(born, self.on) if born else 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule, its article and the dates between which it holds (both included).

    `reads` names the register facts that it needs: where one is unknown, "may I?" says that it will be looked up.
    `tells` fills the sentence of the refusal, e.g. with the first day on which the answer will be yes.
    """

    name: str
    article: str
    since: date
    until: date | None
    holds: Holds
    refusal: str
    reads: tuple[str, ...] = ()
    tells: Mapping[str, Tell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says about a case; `refusal` is the code that words why it says no, `facts` fill its sentence."""

    rule: str
    article: str
    holds: bool
    refusal: str
    facts: Mapping[str, Value] = field(default_factory=dict)


def verdict(rule: Rule, facts: Facts) -> Verdict:
    """Return what one rule says."""
    holds = rule.holds(facts)
    told = {} if holds else {name: tell(facts) for name, tell in rule.tells.items()}
    return Verdict(rule.name, rule.article, holds, rule.refusal, told)
