"""What a case page shows: the case in the citizen's words, and the form it came with."""

from __future__ import annotations

from onelane.channels.portal.apply.sheet import Sheet
from onelane.channels.shared.case_words import CaseWords


class Page(CaseWords, Sheet):
    """One case of the reader's own."""
