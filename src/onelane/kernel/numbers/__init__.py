"""Numbers with rules of their own; each module has `check(text)`, which returns the canonical form or refuses."""
