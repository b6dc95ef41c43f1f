"""The parts that pages are made of; `{% load office %}`."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tablericons
from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from onelane.channels.shared import live
from onelane.channels.shared.plate_drawing import drawing
from onelane.kernel.money import in_yuan
from onelane.kernel.numbers import masks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.forms import BoundField, Form
    from django.template import Context

register = template.Library()

# Tone of each state: grey waits, blue is being worked on, green is done, yellow waits for the citizen, red stops.
TONES = {
    "waiting": "secondary", "next": "secondary", "open": "blue", "now": "blue", "ready": "blue", "called": "blue",
    "taken": "blue", "serving": "blue", "held": "yellow", "hold": "yellow", "unknown": "yellow", "sent_back": "yellow",
    "suspended": "yellow", "done": "green", "paid": "green", "issued": "green", "ended": "green", "free": "green",
    "pass": "green", "fail": "red", "refused": "red", "cancelled": "secondary", "no_show": "red", "voided": "red",
    "investigated": "red", "stopped": "red",
}  # fmt: skip
WAY = {"done": "check", "now": "player-play", "sent_back": "arrow-back-up", "stopped": "x"}


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Draw one of Tabler's icons; it is hidden from readers, since words always stand beside it."""
    return _icon(f"{name}", size)


@lru_cache(maxsize=256)
def _icon(name: str, size: int) -> SafeString:
    path = name if "/" in name else f"outline/{name}"
    drawn = tablericons._render_icon(path, size, stroke_width=2, aria_hidden="true", focusable="false")  # noqa: SLF001 - as the package's own tag does
    return mark_safe(drawn)  # noqa: S308 - an SVG from the package's own archive


@register.inclusion_tag("shared/parts/plate.html")
def plate(number: str, category: str = "02", size: str = "m") -> dict[str, object]:
    """Draw a plate as it will look; `size` is s, m or l."""
    return {"plate": drawing(number, category), "size": size}


@register.inclusion_tag("shared/parts/path.html")
def path_drawn(steps: Sequence[Any]) -> dict[str, object]:
    """Draw the way of a case: `{"title", "state", "note"}` in a row, nested lists side by side."""
    return {"steps": [_way(step) for step in steps]}


def _way(step: Any) -> dict[str, object]:
    if isinstance(step, list | tuple):
        branches = [branch if isinstance(branch, list | tuple) else [branch] for branch in step]
        return {"branches": [[_way(part) for part in branch] for branch in branches]}
    told = gettext(_WAY_WORDS.get(step["state"], "Next"))
    return {**step, "icon": WAY.get(step["state"], "point"), "word": told}


def _(text: str) -> str:
    """Mark a word for translation and leave it as it is."""
    return text


_WAY_WORDS = {
    "done": _("Done"),
    "now": _("Now"),
    "next": _("Next"),
    "sent_back": _("Sent back"),
    "stopped": _("Stopped"),
}


@register.simple_tag
def state(code: str, label: str) -> SafeString:
    """Show a state as a badge: its colour by the code, its meaning in words."""
    return format_html('<span class="badge bg-{}-lt">{}</span>', TONES.get(str(code), "secondary"), label)


@register.inclusion_tag("shared/parts/empty.html")
def empty(icon_name: str, title: str, text: str = "") -> dict[str, str]:
    """Say that there is nothing here, and what to do."""
    return {"icon_name": icon_name, "title": title, "text": text}


@register.inclusion_tag("shared/parts/error_summary.html")
def error_summary(form: Form) -> dict[str, object]:
    """List what is missing or wrong above a form, each linked to its field."""
    return {"form": form, "faulty": [form[name] for name in form.errors if name in form.fields]}


@register.inclusion_tag("shared/parts/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Show a form's field with label, hint and what is wrong with it."""
    kind = getattr(bound.field.widget, "input_type", "")
    known = {"checkbox": "form-check-input", "radio": "", "select": "form-select"}
    attributes: dict[str, str | bool] = {
        "class": known.get(kind, "form-control") + (" is-invalid" if bound.errors else "")
    }
    if bound.errors:
        attributes["aria-invalid"] = "true"
    described = [
        f"{bound.auto_id}_{part}" for part, there in (("hint", bound.help_text), ("why", bound.errors)) if there
    ]
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return {"bound": bound, "drawn": bound.as_widget(attrs=attributes), "check": kind == "checkbox"}


@register.simple_tag
def keyhint(key: str) -> SafeString:
    """Show the key that presses a button; not read aloud, since the button's name is."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', key)


@register.inclusion_tag("shared/parts/masked.html", takes_context=True)
def masked(context: Context, value: str, url: str, field_name: str = "") -> dict[str, object]:
    """Show a masked value and ask for the reason before the whole is shown and the reading noted."""
    return {"value": value, "url": url, "field_name": field_name, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("shared/parts/big_number.html")
def big_number(value: object, label: str, note: str = "") -> dict[str, object]:
    """Show one figure large, with what it counts."""
    return {"value": value, "label": label, "note": note}


@register.simple_tag
def facts(pairs: Mapping[str, object] | Iterable[tuple[str, object]]) -> SafeString:
    """Show names and values as a definition list."""
    rows = pairs.items() if hasattr(pairs, "items") else pairs
    shown = ((name, "—" if value in ("", None) else value) for name, value in rows)
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", shown))


@register.inclusion_tag("shared/parts/progress.html")
def progress(done: int, total: int, label: str) -> dict[str, object]:
    """Show how much of something is done."""
    return {"done": done, "total": total, "label": label, "percent": round(100 * done / total) if total else 0}


@register.inclusion_tag("shared/parts/undo_bar.html", takes_context=True)
def undo_bar(context: Context, url: str, seconds: int, text: str) -> dict[str, object]:
    """Offer to take back what was just done, while there is time."""
    return {"url": url, "seconds": int(seconds), "text": text, "csrf_token": context.get("csrf_token", "")}


@register.simple_tag(name="live", takes_context=True)
def live_attributes(context: Context, *topics: str) -> SafeString:
    """Write the attribute that lets this page hear events of these topics; one element a page carries it."""
    return format_html('data-live="{}"', live.address(context.get("request"), [str(topic) for topic in topics]))


@register.filter
def clock(moment: datetime | None) -> str:
    """Show the time of day, 24 hours."""
    return date_format(timezone.localtime(moment), "H:i") if moment else ""


@register.filter
def day(when: date | datetime | None) -> str:
    """Show the date in the reader's language: 2026年11月22日, 22 November 2026."""
    if when is None:
        return ""
    return date_format(timezone.localtime(when) if isinstance(when, datetime) else when, "DATE_FORMAT")


@register.filter
def minutes_range(low: int, high: int) -> str:
    """Show a wait as a range of minutes, never a point."""
    if low == high:
        return ngettext("about %(n)d minute", "about %(n)d minutes", high) % {"n": high}
    return gettext("%(low)d to %(high)d minutes") % {"low": low, "high": high}


@register.filter
def grouped(text: str, sizes: str = "4") -> SafeString:
    """Group characters for the eye (`"3-6-8"` for a VIN); what is copied has no gaps."""
    steps = [int(size) for size in str(sizes).split("-") if size.isdigit() and int(size)] or [4]
    parts, at, turn = [], 0, 0
    while at < len(text):
        step = steps[min(turn, len(steps) - 1)]
        parts.append((text[at : at + step],))
        at, turn = at + step, turn + 1
    return format_html('<span class="grouped figures">{}</span>', format_html_join("", "<span>{}</span>", parts))


@register.filter
def yuan(fen: int) -> str:
    """Show fen as yuan."""
    return in_yuan(int(fen))


register.filter("mask_id", masks.id_no)
register.filter("mask_phone", masks.mobile)
register.filter("mask_name", masks.name)
