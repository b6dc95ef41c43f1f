"""How Django reaches PostgreSQL: the address from DATABASE_URL, the limits that keep a broken network short."""

from __future__ import annotations

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

APP_ROLE = "onelane_app"  # owns no table, so that it cannot switch off what makes the journal append-only

TIMEOUTS = {"connect_timeout": 2, "tcp_user_timeout": 3000, "keepalives_idle": 5, "keepalives_interval": 2}
SESSION = {
    "lock_timeout": "3s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "60s",
    # Only the few hot statements are prepared, and their plans do not depend on their values: they are planned once.
    "plan_cache_mode": "force_generic_plan",
}


def database(url: str, *, role: str = "", pool: int | None = None) -> dict[str, Any]:
    """Return the DATABASES entry for an address; `role` is `app` (limited) or `owner`, `pool` the most connections."""
    told = conninfo_to_dict(url)
    limited = (role or os.environ.get("ONELANE_DB_ROLE", "app")) == "app"
    session = SESSION | {"role": APP_ROLE} if limited else {"idle_in_transaction_session_timeout": "0"}
    size = int(os.environ.get("ONELANE_DB_POOL", "4")) if pool is None else pool
    options: dict[str, Any] = {
        **TIMEOUTS,
        # The hot statements ask for preparation themselves; everything else is prepared when it comes often.
        "prepare_threshold": 5,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
    }
    if size and limited:
        options["pool"] = {"min_size": 1, "max_size": size, "timeout": 5.0, "max_idle": 300.0}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    entry = {django: str(told.pop(libpq, "")) for libpq, django in names.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **entry,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django must not
        "ATOMIC_REQUESTS": False,  # one action is one transaction
        "OPTIONS": {**told, **options},
        "TEST": {"MIGRATE": True},
    }
