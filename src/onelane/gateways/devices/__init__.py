"""The devices of a kiosk: receipt printers and identity card readers, each with a real driver and one for practice."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from onelane.gateways.devices.escpos_printer import EscposPrinter, network
from onelane.gateways.devices.practice import PracticePrinter
from onelane.office.kiosks.devices import Printer


class Devices:
    """Finds the printer of a machine: at its address in the network, else the one for practice."""

    def printer(self, *, office: str, kiosk: str, address: str) -> Printer:
        """Return the printer of a machine; an address is `host` or `host:port`."""
        if address:
            return EscposPrinter(network(address))
        return EscposPrinter(lambda: PracticePrinter(folder(office, kiosk)))


def folder(office: str, kiosk: str) -> Path:
    """Return where the practice devices of a machine keep their state and their paper."""
    return Path(settings.ONELANE["PRACTICE"]) / "kiosks" / f"{office}-{kiosk}"
