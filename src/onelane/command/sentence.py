"""What a command says instead of a traceback."""

from __future__ import annotations


class Sentence(Exception):  # noqa: N818 - it is told, not debugged
    """Something a person at the terminal can mend, in one sentence."""
