"""Words about numbers; `{% load plates %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onelane.channels.shared.forms_from_catalogue import said
from onelane.registers.offices import catalogue

register = template.Library()

DEEDS = {"withhold": _("Withhold"), "retire": _("Retire"), "restore": _("Return to the pool")}
QUESTIONS = {
    "place": _("place in the series"), "last": _("last character"), "pretty": _("numbers people ask for"),
    "clerk": _("who pressed"),
}  # fmt: skip


@register.simple_tag
def category(code: str) -> str:
    """Return what a category of plates is called."""
    words = catalogue.current().vocabulary.codes["plate_category"].rows.get(code)
    return said(words) if words else code


@register.simple_tag
def notice_deed(deed: str) -> str:
    """Return what a notice does."""
    return gettext(DEEDS.get(deed, deed))


@register.simple_tag
def question(name: str) -> str:
    """Return by what lists are compared."""
    return gettext(QUESTIONS.get(name, name))
