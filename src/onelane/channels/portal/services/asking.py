"""The page "May I?": a few facts in, an answer out, without an account; nothing typed here is kept."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from onelane.catalogue import forms
from onelane.channels.portal.services.pages import Page
from onelane.channels.shared import may_i
from onelane.channels.shared.forms_from_catalogue import CatalogueForm, typed_in
from onelane.channels.shared.may_i import Told

if TYPE_CHECKING:
    from django.http import QueryDict

    from onelane.catalogue.spec import Field, JsonValue, Service
    from onelane.kernel.refusal import Refused


class Asked:
    """The questions of one service, what was answered, and what follows from it."""

    def __init__(self, service: Service, given: QueryDict) -> None:
        """Read the answers; what cannot stand is told at its field."""
        self.service, self.page = service, Page(service)
        self.fields: list[Field] = may_i.questions(service)
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
    def _answers(self) -> list[Told]:
        return may_i.answered(self.service, self._told)

    @property
    def against(self) -> list[Told]:
        """Return why not, and what to do."""
        return [told for told in self._answers if told.says == "no"]

    @property
    def settled(self) -> list[Told]:
        """Return what is fulfilled."""
        return [told for told in self._answers if told.says == "yes"]

    @property
    def open(self) -> list[Told]:
        """Return what will be looked up when one applies."""
        return [told for told in self._answers if told.says == "unknown"]
