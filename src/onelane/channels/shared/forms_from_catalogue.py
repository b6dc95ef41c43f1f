"""Forms from the catalogue's fields: labels, hints, options and masks in the reader's language.

Nothing is decided here: what was typed goes to the office as text, and its refusals come back to the fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import get_language, gettext

from onelane.channels.shared import wording
from onelane.kernel import money
from onelane.kernel.numbers import masks

if TYPE_CHECKING:
    from django.forms import BoundField, Widget
    from django.http import QueryDict

    from onelane.catalogue.spec import Field, JsonValue, Words
    from onelane.kernel.refusal import Refused

    Answers = Mapping[str, JsonValue]

LONGEST_TYPED = 1000
SHORT_LIST = 3  # so many options are seen at once; more go into a list that opens
NUMERIC = {"int": "numeric", "decimal": "decimal", "money": "decimal", "mobile": "tel", "postcode": "numeric"}
CHECKED_AT_ONCE = {"vin": "vin", "id_no": "id", "identity": "identity"}  # what `numbers.js` checks while one types
WRITTEN_TOGETHER = {"vin", "id_no", "identity", "uscc", "plate"}


def said(words: Words) -> str:
    """Return words in the reader's language."""
    return words.zh if (get_language() or "zh").startswith("zh") else words.en


def refusal_said(refused: Refused) -> str:
    """Return the sentence of a refusal in the reader's language."""
    return wording.say(refused.code, refused.facts, get_language() or "zh")


class CatalogueForm(forms.Form):
    """A form that shows answers or what was typed, with the office's refusals at their fields."""

    def __init__(
        self,
        asked: Sequence[Field],
        *,
        answers: Answers | None = None,
        typed: Mapping[str, str] | None = None,
        refused: Mapping[str, Refused] | None = None,
    ) -> None:
        """Show `answers` from the file, over them what was `typed`, and why some of it was refused."""
        shown = {field.code: text for field in asked if (text := written(field, (answers or {}).get(field.code)))}
        shown |= typed or {}
        super().__init__(initial=shown, auto_id="%s")
        self.fields.update({field.code: _field(field) for field in asked})
        self.refused = {code: why for code, why in (refused or {}).items() if code in self.fields}

    @property
    def errors(self) -> ErrorDict:
        """Return the refusals in words, by field, in the order of the form."""
        told = ErrorDict()
        for code in self.fields:
            if code in self.refused:
                told[code] = self.error_class([refusal_said(self.refused[code])])
        return told


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form under a heading of its own."""

    code: str
    title: str
    fields: tuple[BoundField, ...]

    @property
    def faulty(self) -> int:
        """Return how many of its fields were refused."""
        return sum(1 for bound in self.fields if bound.errors)


def sections(form: CatalogueForm, headings: Sequence[tuple[str, str, str]]) -> list[Section]:
    """Cut a form into sections; `headings` are code, title and the field that begins the section."""
    starts = {first: (code, title) for code, title, first in headings}
    found: list[tuple[str, str, list[BoundField]]] = []
    for name in form.fields:
        if name in starts or not found:
            code, title = starts.get(name, ("answers", gettext("Answers")))
            found.append((code, title, []))
        found[-1][2].append(form[name])
    return [Section(code, title, tuple(fields)) for code, title, fields in found]


def typed_in(asked: Sequence[Field], given: QueryDict) -> dict[str, str]:
    """Return what was typed into these fields as text; a field that the form did not have is left out."""
    return {
        field.code: "".join(given.getlist(field.code)).replace("\x00", "")[:LONGEST_TYPED]
        for field in asked
        if field.code in given
    }


def written(field: Field, answer: JsonValue) -> str:
    """Return an answer as somebody would type it: money in yuan, yes and no as the options have them."""
    if answer is None or isinstance(answer, list | dict):
        return ""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if field.type == "money" and isinstance(answer, int):
        return money.in_yuan(answer)
    return str(answer)


def told(field: Field, answer: JsonValue, *, whole: bool = False) -> str:
    """Return an answer in words for reading: options by name, personal data masked unless `whole`."""
    text = written(field, answer)
    if not text:
        return ""
    if isinstance(answer, bool):
        return gettext("Yes") if answer else gettext("No")
    if field.options:
        return said(field.options[text]) if text in field.options else text
    if field.codes is not None:
        rows = field.codes.rows
        parts = [text] if text in rows else list(text)
        return " ".join(said(rows[part]) if part in rows else part for part in parts)
    return text if whole else masks.masked(field.mask, text)


def _field(field: Field) -> forms.Field:
    label = said(field.name)
    if not field.required:
        label = gettext("%(label)s (if any)") % {"label": label}
    made = forms.CharField(
        label=label,
        required=field.required and field.when is None,
        help_text=said(field.hint) if field.hint else "",
        widget=_widget(field),
    )
    default = field.default
    made.initial = "" if default is None else written(field, default)
    return made


def _widget(field: Field) -> Widget:
    shown: dict[str, str] = {"data-when": "=".join(field.when)} if field.when else {}
    choices = _choices(field)
    if choices is None:
        return _box(field, shown)
    if field.codes is not None and field.codes.most > 1:
        return _Letters(shown, choices, field.codes.most)
    return forms.Select(attrs=shown, choices=choices)


class _Letters(forms.Widget):
    """One list for each letter that an answer may join, such as the two fuels of a hybrid, all under one name."""

    template_name = "shared/parts/letters.html"
    input_type = "select"

    def __init__(self, attrs: dict[str, str], choices: list[tuple[str, str]], most: int) -> None:
        """Offer the same options `most` times; all but the first may stay empty."""
        super().__init__(attrs)
        self.choices = choices
        self.most = most

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Say which letter is chosen in which list."""
        letters = str(value or "").ljust(self.most)
        rest = [("", "+"), *(one for one in self.choices if one[0])]
        lists = [(letters[at].strip(), self.choices if at == 0 else rest) for at in range(self.most)]
        return {**super().get_context(name, value, attrs), "lists": lists}


def _choices(field: Field) -> list[tuple[str, str]] | None:
    """Return the options of a field, an empty one first where nothing is usual; None for a field of free text."""
    if field.type == "bool":
        found = [("true", gettext("Yes")), ("false", gettext("No"))]
    elif field.options:
        found = [(code, said(words)) for code, words in field.options.items()]
    elif field.codes is not None:
        found = [(code, f"{code} {said(words)}") for code, words in field.codes.rows.items()]
    else:
        return None
    return found if field.default is not None else [("", gettext("Please choose")), *found]


def _box(field: Field, shown: dict[str, str]) -> Widget:
    if field.type == "date":
        return forms.DateInput(attrs={**shown, "type": "date"})
    box = {**shown, "autocomplete": "off", "spellcheck": "false"}
    if field.type in NUMERIC:
        box["inputmode"] = NUMERIC[field.type]
    if field.type in WRITTEN_TOGETHER:
        box |= {"autocapitalize": "characters", "data-capitals": ""}
    if field.type in CHECKED_AT_ONCE:
        box["data-number"] = CHECKED_AT_ONCE[field.type]
    if field.depends:
        box["data-depends"] = field.depends
    return forms.TextInput(attrs=box)
