"""The secret key: told by the environment, or made once and kept in the state folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(state: Path) -> str:
    """Return ONELANE_SECRET_KEY or the key of this office's state folder, made on first use, readable by us alone."""
    told = os.environ.get("ONELANE_SECRET_KEY")
    if told:
        return told
    path = state / "secret-key"
    state.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"secret-key.{os.getpid()}")
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        try:
            os.link(fresh, path)  # of two first starts at once, one wins and both read the same key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="utf-8").strip()
