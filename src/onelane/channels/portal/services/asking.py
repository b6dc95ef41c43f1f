"""The page "May I?": a few facts in, an answer out, without an account; nothing typed here is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from onelane.catalogue import forms
from onelane.catalogue.law import cited
from onelane.channels.portal.services.pages import Page
from onelane.channels.shared import wording
from onelane.channels.shared.drawing import worded
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, typed_in
from onelane.kernel import clock
from onelane.office.stations.register_facts import facts_told, may_apply
from onelane.registers.offices import catalogue

if TYPE_CHECKING:
    from django.http import QueryDict

    from onelane.catalogue.spec import Field, JsonValue, Service
    from onelane.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Told:
    """What one rule says, in the reader's words."""

    name: str
    article: str
    why: str


class Asked:
    """The questions of one service, what was answered, and what follows from it."""

    def __init__(self, service: Service, given: QueryDict) -> None:
        """Read the answers; what cannot stand is told at its field."""
        self.service, self.page = service, Page(service)
        known = catalogue.current().vocabulary.fields
        self.fields: list[Field] = [replace(known[name], fixed=False, required=False) for name in service.probe]
        self._typed = typed_in(self.fields, given)
        self._refused: dict[str, Refused] = {}
        self._told: dict[str, JsonValue] = {}
        try:
            self._told = forms.validate(self.fields, self._typed)
        except forms.FieldErrors as told:
            self._refused = told.errors

    @cached_property
    def form(self) -> CatalogueForm:
        """Return the questions with what was typed."""
        # Asked as if each were needed, so that no label says "if any": all of them may stay empty.
        asked = [replace(one, required=True) for one in self.fields]
        form = CatalogueForm(asked, typed=self._typed, refused=self._refused)
        form.use_required_attribute = False
        return form

    @property
    def answered(self) -> bool:
        """Tell whether there is anything to answer by."""
        return bool(self._told) and not self._refused

    @cached_property
    def _answers(self) -> list[tuple[str, Told]]:
        facts = facts_told({one.prefill: self._told[one.code] for one in self.fields if one.code in self._told})
        rules = catalogue.current().vocabulary.rules
        found = may_apply(self.service, facts, office=next(iter(catalogue.current().offices)), on=clock.today())
        language = get_language() or "zh"
        return [
            (
                one.says,
                Told(
                    worded(rules[one.rule].name),
                    worded(cited(one.article)),
                    wording.say(one.refusal, one.facts, language) if one.refusal else "",
                ),
            )
            for one in found
        ]

    @property
    def against(self) -> list[Told]:
        """Return why not, and what to do."""
        return [told for says, told in self._answers if says == "no"]

    @property
    def settled(self) -> list[Told]:
        """Return what is fulfilled."""
        return [told for says, told in self._answers if says == "yes"]

    @property
    def open(self) -> list[Told]:
        """Return what will be looked up when one applies."""
        return [told for says, told in self._answers if says == "unknown"]
