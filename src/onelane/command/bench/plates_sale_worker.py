"""A worker that completes what is paid and leaves the sealing of papers for later; ended by a signal."""

from __future__ import annotations

import threading

import django


def main() -> None:
    """Carry out paid bills for as long as it lives."""
    django.setup()
    import onelane.office.stations.tasks  # noqa: F401 - registers the handlers of the stations
    from onelane.command.worker import OUTBOX_EVERY
    from onelane.records import outbox

    pause = threading.Event()
    while True:
        if not outbox.carry_out(100):
            pause.wait(OUTBOX_EVERY)


if __name__ == "__main__":
    main()
