"""A refusal is an answer with a code; any other exception is a bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

Value = str | int | list[str] | None


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The office says no: `code` is `<room>.<reason>`; `facts` fill the sentence that a channel has for it."""

    def __init__(self, code: str, **facts: Value) -> None:
        """Keep the code and the facts; facts never hold unmasked personal data."""
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """Show the code and its facts, for logs."""
        told = ", ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code}({told})" if told else self.code


@contextmanager
def refused_by(constraint: str, code: str, **facts: Value) -> Iterator[None]:
    """Turn the database's no into the office's: a violation of `constraint` in the block becomes `Refused(code)`."""
    try:
        yield
    except Exception as no:
        if broken_constraint(no) == constraint:
            raise Refused(code, **facts) from no
        raise


def broken_constraint(no: BaseException) -> str | None:
    """Return the name of the database constraint behind an exception, or None; any driver with `diag` will do."""
    for cause in (no, no.__cause__):
        name = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if isinstance(name, str):
            return name
    return None
