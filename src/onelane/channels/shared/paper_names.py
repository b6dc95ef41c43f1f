"""Papers by the names that people read."""

from __future__ import annotations

from django.utils.translation import get_language

from onelane.office.certificates.kinds import SORTS, kind_of


def name_of(kind: str) -> str:
    """Return what a kind of paper is called in the reader's language."""
    sort = SORTS[kind_of(kind)]
    return sort.zh if (get_language() or "zh").startswith("zh") else sort.en
