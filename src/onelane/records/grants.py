"""What the role of web and worker may not do to the journal, beside the triggers that already refuse it."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

KEPT = ("records_entry", "records_checkpoint")


def restrict(cursor: CursorWrapper, role: str) -> None:
    """Leave `role` only reading and adding entries and checkpoints; chain heads move but are never removed."""
    cursor.execute("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = %s", [role])
    found = cursor.fetchone()
    if found is None:
        return
    cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(KEPT)} FROM {found[0]}")
    cursor.execute(f"REVOKE DELETE, TRUNCATE ON records_chain FROM {found[0]}")
