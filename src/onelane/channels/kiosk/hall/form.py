"""The questions of a service at the machine: the same as online, one a page, and only what nobody knows yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from onelane.catalogue.spec import Field, JsonValue, Service
from onelane.channels.shared.forms_from_catalogue import said, told
from onelane.kernel import clock
from onelane.kernel.numbers import masks
from onelane.office.cases import queries as files
from onelane.office.stations import applied, applying, papers_wanted, photographs
from onelane.registers.offices import catalogue
from onelane.registers.people import queries as people

if TYPE_CHECKING:
    from onelane.channels.kiosk.hall.seat import Seat
    from onelane.office.stations.applied import Mine

CHANNEL = "kiosk"
CHOICES = frozenset({"enum", "bool", "agree"})
DIGITS = frozenset({"int", "decimal", "mobile", "postcode", "money"})
FACE, REVIEW = "id-photo", "file-review"
NEW_NUMBER = "new_mobile"
"""The question whose answer has to be proved by a code, unless the number is one's own already."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer as a big button."""

    value: str
    words: str
    note: str = ""


class Form:
    """One application at the machine; read lazily, so that no page pays for another's."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat

    @cached_property
    def mine(self) -> Mine:
        """Return the application."""
        return applied.mine(number=self.seat.number, actor=self.seat.actor)

    @property
    def service(self) -> Service:
        """Return the service."""
        return catalogue.current().services[self.seat.service]

    @property
    def title(self) -> str:
        """Return the service's name."""
        return said(self.service.title)

    @cached_property
    def answers(self) -> dict[str, JsonValue]:
        """Return the answers that can stand."""
        return files.answers(self.mine.case_id)

    @cached_property
    def fields(self) -> list[Field]:
        """Return what may be asked."""
        return [one for one in applying.questions(self.seat.service, CHANNEL) if not one.fixed]

    def field(self, code: str) -> Field | None:
        """Return a question by its code."""
        return next((one for one in self.fields if one.code == code), None)

    @property
    def open(self) -> list[Field]:
        """Return the questions that still have to be asked, in their order."""
        return [one for one in self.fields if self._is_open(one)]

    def _is_open(self, field: Field) -> bool:
        if not self._is_asked(field) or not field.required:
            return False
        if field.code in self.mine.typed or self.answers.get(field.code) in (None, ""):
            return True
        if field.code == NEW_NUMBER:
            return not self.is_proved(str(self.answers[NEW_NUMBER]))
        is_guessed = field.type in CHOICES and not field.prefill
        return is_guessed and field.code not in self.seat.told

    def _is_asked(self, field: Field) -> bool:
        return field.when is None or self.answers.get(field.when[0]) == field.when[1]

    @property
    def asked_in_all(self) -> int:
        """Return how many questions this sitting has, those answered included."""
        told = [one for one in self.fields if one.code in self.seat.told]
        return len({one.code for one in [*told, *self.open]})

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Return code, name and answer of each question, for the page that shows them all."""
        return [
            (one.code, said(one.name), told(one, self.answers.get(one.code), whole=True))
            for one in self.fields
            if self._is_asked(one)
        ]

    @property
    def known(self) -> list[tuple[str, str]]:
        """Return what the office knows already, masked: others may look over a shoulder."""
        fixed = [one for one in applying.questions(self.seat.service, CHANNEL) if one.fixed]
        return [(said(one.name), told(one, self.answers.get(one.code))) for one in fixed if self.answers.get(one.code)]

    @cached_property
    def pictures(self) -> list[papers_wanted.Wanted]:
        """Return the papers that the camera takes, those that are missing first."""
        found = [one for one in papers_wanted.wanted(self.mine.case_id) if one.source == "applicant" and one.needed]
        return sorted(found, key=lambda one: not one.missing)

    @property
    def photo_wanted(self) -> bool:
        """Tell whether a picture is still missing; an ID photo of the last six months is used again without asking."""
        missing = [one.code for one in self.pictures if one.missing]
        standing = photographs.standing(self.mine.case_id, clock.today())
        if standing.found is not None and not standing.found.passes and REVIEW not in self.service.steps:
            missing.append(FACE)  # nobody would look at it
        if FACE in missing and standing.usable_until is not None:
            photographs.use(case_id=self.mine.case_id, actor=self.seat.actor)
            missing.remove(FACE)
            del self.pictures
        return bool(missing)

    def options(self, field: Field) -> list[Option]:
        """Return the answers that one touch gives; none for a question that is typed."""
        if field.type == "agree":
            return [Option("true", said(field.name))]
        if field.type == "bool":
            return [Option("true", gettext("Yes")), Option("false", gettext("No"))]
        if field.options:
            return [Option(code, said(words)) for code, words in field.options.items()]
        return self._own_numbers() if field.code == NEW_NUMBER else []

    def _own_numbers(self) -> list[Option]:
        """Return the numbers that are proved to be his already: that of his account, that of the register."""
        account, register = people.mobile_behind(self.seat.account), people.mobile_of(self.seat.person)
        found = []
        if account and account != register:
            found.append(Option(account, masks.mobile(account), gettext("the number of your account")))
        if register:
            found.append(Option(register, masks.mobile(register), gettext("stays as it is")))
        return found

    def is_proved(self, number: str) -> bool:
        """Tell whether a mobile number is his: by a code given here, by his account, or by the register."""
        own = {people.mobile_behind(self.seat.account), people.mobile_of(self.seat.person), *self.seat.proved}
        return number in own - {""}

    def keyboard(self, field: Field) -> str:
        """Return which keyboard a question needs."""
        return "digits" if field.type in DIGITS or field.type == "date" else "pinyin"
