"""Write a lived yesterday into an office that is open: `python -m journeys.yesterday` with its DATABASE_URL."""

from __future__ import annotations

import os
from datetime import timedelta

CARS = 30


def main() -> None:
    """Connect as the owner of the tables and write the day."""
    from onelane.command.connection import office

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onelane.config.settings")
    with office("owner"):
        import lived
        from onelane.kernel import clock

        lived.live(lived.day(clock.today() - timedelta(days=1), cars=CARS))


if __name__ == "__main__":
    main()
