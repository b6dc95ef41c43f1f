"""What the manager's pages need beside the tags of all channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag
def chart_table(chart: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    """Return a chart's values by category, so that a table can show them."""
    columns = [one["values"] for one in chart["series"]]
    return [(name, [column[at] for column in columns]) for at, name in enumerate(chart["categories"])]


@register.simple_tag
def goal(good: bool | None) -> SafeString | str:  # noqa: FBT001 - the template passes what it has
    """Show whether a figure is as good as it should be; nothing where nothing was measured."""
    if good is None:
        return ""
    word, tone = (gettext("good"), "green") if good else (gettext("not yet good"), "orange")
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone, word)


@register.simple_tag
def usual(found: bool | None) -> SafeString | str:  # noqa: FBT001 - as above
    """Show whether a figure lies where it usually does."""
    if found is None:
        return ""
    word, tone = (gettext("as usual"), "green") if found else (gettext("unusual"), "orange")
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone, word)


@register.filter
def percent(share: float | None) -> str:
    """Show a share in per cent."""
    return "—" if share is None else f"{100 * share:.1f} %"


@register.filter
def signed(value: float) -> str:
    """Show a difference with its sign."""
    return f"{value:+.1f}".replace("-", "−")
