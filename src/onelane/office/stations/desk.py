"""What a station may add to the plain completion of a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from onelane.catalogue import forms
from onelane.catalogue.spec import Field, JsonValue
from onelane.kernel.actor import Actor
from onelane.office.cases.applications.models import Application
from onelane.office.cases.models import Case, File
from onelane.office.cases.plans import snapshot_of
from onelane.registers.offices import catalogue

Answers = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Applied:
    """For whom and about what an application was made; `subject` is the key in the register that `about` names."""

    applicant: int
    about: str
    subject: int | None


@dataclass
class Visit:
    """One deed at one station: the locked case, who does it and when."""

    case: Case
    step: str
    actor: Actor
    at: datetime

    @cached_property
    def snapshot(self) -> dict[str, object]:
        """Return what the case copied from the catalogue when it opened."""
        return snapshot_of(self.case.plan_id)

    @cached_property
    def answers(self) -> Answers:
        """Return the answers in the file so far; read when a desk asks for them, since a plain one never does."""
        found: Answers = File.objects.values_list("answers", flat=True).get(pk=self.case.pk)
        return found

    @cached_property
    def applied(self) -> Applied | None:
        """Return for whom and about what the case was applied for, or None for a visit in the lane."""
        row = Application.objects.filter(pk=self.case.pk).values_list("applicant_id", "about", "subject").first()
        return Applied(*row) if row else None

    def keep(self, answers: Answers) -> None:
        """Know answers that have just been filed."""
        if "answers" in vars(self):
            self.answers = {**self.answers, **answers}

    def fields(self) -> list[Field]:
        """Return the questions that this step asks, in the order of the service."""
        asks = self.snapshot["asks"]
        names = asks.get(self.step, []) if isinstance(asks, dict) else []
        return [catalogue.current().vocabulary.fields[name] for name in names]


class Desk:
    """A plain station: checks the answers it asks for, and nothing else happens."""

    follows = False  # whether the step goes on in the hand that did the one before it

    def check(self, visit: Visit, answers: Answers) -> Answers:
        """Return clean answers, or refuse; called with the case locked, before it moves."""
        asked = visit.fields()
        return forms.validate(asked, answers) if asked else {}

    def opened(self, visit: Visit) -> None:
        """Do what follows when the step opens, in the transaction of the deed that opened it."""

    def ready_made(self, visit: Visit) -> bool:  # noqa: ARG002 - a plain station always has something to do
        """Tell whether there is nothing left to do at the step that has just opened."""
        return False

    def done(self, visit: Visit, answers: Answers) -> None:
        """Do what follows when the step is completed, in the same transaction."""

    def undone(self, visit: Visit) -> None:
        """Take back what followed, or refuse; called when a completion of this step is undone."""

    def closed(self, visit: Visit) -> None:
        """Take back what opening did: the case was sent back past this step before it was done."""

    def reopened(self, visit: Visit, *, asked: bool) -> None:
        """Do what follows when this step, done once, is to be done again; `asked` when it was sent back to itself."""

    def dropped(self, visit: Visit) -> None:
        """Take back all that this step did, open or done: the application is refused."""
