"""The vehicle identification number (车辆识别代号, GB 16735-2019)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onelane.kernel.numbers import masks
from onelane.kernel.numbers.written import plain
from onelane.kernel.refusal import Refused

LENGTH = 17
CHECKED = 8
"""Index of the check digit, the ninth place."""

_LETTERS = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VALUES |= {str(digit): digit for digit in range(10)}
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class Vin:
    """A VIN that may be used; `warnings` are codes of what is unusual though not forbidden."""

    text: str
    warnings: tuple[str, ...] = ()

    @property
    def maker(self) -> str:
        """The world manufacturer identifier, e.g. `LSV`."""
        return self.text[:3]

    def model_year(self, by: int) -> int | None:
        """Return the model year, the latest that is not after `by` + 1; None where the tenth place names none."""
        if (place := _YEARS.find(self.text[9])) < 0:
            return None
        years = range(_FIRST_YEAR + place, by + 2, len(_YEARS))
        return years[-1] if years else None


def check(text: str) -> str:
    """Return the VIN in capitals; refuse it as `read` does."""
    return read(text).text


def read(text: str) -> Vin:
    """Return the VIN with warnings.

    Refuse a wrong length, letters I, O, Q, one character throughout, and for Chinese makers a wrong check digit;
    some makers abroad do not follow the ninth place, so there it is a warning.
    """
    vin = plain(text)
    if len(vin) != LENGTH:
        raise Refused("numbers.vin_length", found=len(vin))
    if _LETTERS.fullmatch(vin) is None:
        raise Refused("numbers.vin_letters", letters="".join(sorted({m for m in vin if m not in _VALUES})))
    if len(set(vin)) == 1:
        raise Refused("numbers.vin_all_same")
    right = vin[CHECKED] == check_digit(vin)
    if not right and vin.startswith("L"):
        raise Refused("numbers.vin_check_digit", vin=masks.vin(vin), place=CHECKED + 1)
    found = {"numbers.vin_check_digit": right, "numbers.vin_year": vin[9] in _YEARS}
    return Vin(vin, tuple(code for code, fine in found.items() if not fine))


def check_digit(vin: str) -> str:
    """Return what the ninth place must be."""
    rest = sum(_VALUES[mark] * weight for mark, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 - ten has no digit of its own
