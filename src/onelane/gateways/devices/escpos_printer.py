"""A receipt printer that speaks ESC/POS, through python-escpos; the practice printer stands below the same driver."""

from __future__ import annotations

from collections.abc import Callable

from escpos.constants import RT_STATUS_ONLINE
from escpos.escpos import Escpos
from escpos.exceptions import Error
from escpos.printer import Network

from onelane.gateways.devices import paper
from onelane.office.kiosks.devices import NotPrinted, Sheet
from onelane.office.kiosks.rules import PartState

PORT = 9100
PATIENCE = 4  # seconds
PROFILE = "TM-T20II"  # 80 mm paper, 576 dots
INIT = b"\x1b@"
PAPER: tuple[PartState, ...] = ("out", "low", "ok")  # as `paper_status` counts
OFFLINE = 0x08


def network(address: str) -> Callable[[], Escpos]:
    """Return how to reach a printer in the network; each slip opens a connection of its own and closes it."""
    host, _, port = address.partition(":")
    return lambda: Network(host, port=int(port) if port.isdecimal() else PORT, timeout=PATIENCE, profile=PROFILE)


class EscposPrinter:
    """Prints a slip as one bitmap with a cut, and believes the printer's own status before and after it."""

    def __init__(self, reach: Callable[[], Escpos]) -> None:
        self._reach = reach

    def state(self) -> PartState:
        """Ask for the paper; a printer that does not answer is away."""
        try:
            device = self._reach()
            try:
                device.open()
                return _state(device)
            finally:
                device.close()
        except (Error, OSError):
            return "away"

    def put_out(self, sheet: Sheet, *, after_torn: bool = False) -> None:
        """Print one slip whole; `torn` in NotPrinted means that paper may hang in the printer, uncut."""
        try:
            device = self._reach()
            device.open()
        except (Error, OSError) as no:
            raise NotPrinted("away") from no
        try:
            self._put_out(device, sheet, after_torn=after_torn)
        finally:
            device.close()

    @staticmethod
    def _put_out(device: Escpos, sheet: Sheet, *, after_torn: bool) -> None:
        try:
            state = _state(device)
        except (Error, OSError) as no:
            raise NotPrinted("away") from no
        if state in {"out", "away"}:
            raise NotPrinted(state)
        try:
            device._raw(INIT)  # noqa: SLF001 - what a print before left in the buffer is not printed with this one
            if after_torn:
                device.image(paper.void_mark(), impl="bitImageRaster")
                device.cut()
            device.image(paper.drawn(sheet), impl="bitImageRaster")
            device.cut()
            state = _state(device)
        except (Error, OSError) as no:
            raise NotPrinted("torn") from no
        if state in {"out", "away"}:
            raise NotPrinted("torn")


def _state(device: Escpos) -> PartState:
    online = device.query_status(RT_STATUS_ONLINE)
    if not online:
        return "away"
    told = PAPER[device.paper_status()]
    return "out" if online[0] & OFFLINE and told != "low" else told
