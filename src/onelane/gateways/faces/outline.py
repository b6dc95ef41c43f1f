"""Where the head is around a face: crown, chin, width; by the background where it is even, else by proportion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onelane.gateways.faces.detectors import Face, Pixels

Mask = NDArray[np.bool_]

# Proportions of a face, in parts of the distance from the eyes to the mouth (or between the eyes, for widths).
CHIN = 0.87
CROWN, CROWN_LEAST, CROWN_MOST = 1.95, 1.2, 2.9
WIDTH, WIDTH_LEAST, WIDTH_MOST = 2.45, 1.8, 3.3
EVEN = 14.0  # median distance from its own colour above which a background hides the outline
STANDS_OUT = 20.0  # distance from the background at which a pixel belongs to somebody
BREAK = 4  # pixels of background in a row that end a head sideways


@dataclass(frozen=True, slots=True)
class Head:
    """A head in the picture in which it was measured; `seen` says that its outline was, and not only guessed."""

    crown: float
    chin: float
    left: float
    right: float
    middle: float
    seen: bool

    @property
    def length(self) -> float:
        """Return the distance from crown to chin."""
        return self.chin - self.crown

    @property
    def width(self) -> float:
        """Return the width at the ears."""
        return self.right - self.left

    def moved(self, scale: float, dx: float, dy: float) -> Head:
        """Return the same head in a picture that was scaled, then moved."""
        return Head(
            self.crown * scale + dy, self.chin * scale + dy, self.left * scale + dx, self.right * scale + dx,
            self.middle * scale + dx, self.seen,
        )  # fmt: skip


def outline(pixels: Pixels, face: Face) -> Head:
    """Return the head around a face."""
    eyes, mouth = face.points[:2].mean(axis=0), face.points[3:].mean(axis=0)
    apart = float(np.hypot(*(face.points[1] - face.points[0])))
    down = max(float(mouth[1] - eyes[1]), 1.0)
    middle = float((eyes[0] + mouth[0]) / 2)
    chin = float(mouth[1]) + CHIN * down
    somebody = _somebody(pixels, face, chin)
    crown = _crown(somebody, middle, float(eyes[1]), apart) if somebody is not None else None
    if crown is None or not CROWN_LEAST * down <= float(eyes[1]) - crown <= CROWN_MOST * down:
        crown, seen = float(eyes[1]) - CROWN * down, False
    else:
        seen = True
    sides = _sides(somebody, middle, (float(eyes[1]), float(mouth[1]))) if somebody is not None else None
    if sides is None or not WIDTH_LEAST * apart <= sides[1] - sides[0] <= WIDTH_MOST * apart:
        sides, seen = (middle - WIDTH * apart / 2, middle + WIDTH * apart / 2), False
    return Head(crown, chin, *sides, middle, seen)


def _somebody(pixels: Pixels, face: Face, chin: float) -> Mask | None:
    """Return which pixels are not background, or None where the background is too lively to tell."""
    height, width = pixels.shape[:2]
    low = int(np.clip(chin, 1, height))
    edge = max(2, width // 30)
    above = max(1, min(int(face.y - 1.1 * face.height), height))
    around = np.concatenate(
        [pixels[:low, :edge].reshape(-1, 3), pixels[:low, -edge:].reshape(-1, 3), pixels[:above].reshape(-1, 3)]
    ).astype(np.float32)
    colour = np.median(around, axis=0)
    away = np.abs(around - colour).max(axis=1)
    if float(np.median(away)) > EVEN:
        return None
    distance = np.abs(pixels.astype(np.float32) - colour).max(axis=2)
    return np.asarray(distance > max(STANDS_OUT, 3 * float(np.median(away))))


def _crown(somebody: Mask, middle: float, eyes: float, apart: float) -> float | None:
    """Return the first row above the eyes where the middle of the head is."""
    left, right = int(max(middle - 0.7 * apart, 0)), int(middle + 0.7 * apart)
    rows = somebody[: int(max(eyes, 1)), left : max(right, left + 1)].mean(axis=1) > 0.3  # noqa: PLR2004 - a tuft is less
    empty = np.flatnonzero(~rows)
    if empty.size == 0:
        return 0.0
    return float(empty[-1] + 1) if empty[-1] + 1 < len(rows) else None


def _sides(somebody: Mask, middle: float, rows: tuple[float, float]) -> tuple[float, float] | None:
    """Return the median left and right end between eyes and mouth: there the hair on top no longer counts."""
    ends = []
    centre = int(np.clip(middle, 0, somebody.shape[1] - 1))
    for y in range(max(int(rows[0]), 0), min(int(rows[1]), somebody.shape[0])):
        row = somebody[y]
        ends.append((centre - _run(row[:centre][::-1]), centre + _run(row[centre:])))
    if not ends:
        return None
    left, right = np.median(np.array(ends, dtype=np.float64), axis=0)
    return float(left), float(right)


def _run(row: Mask) -> int:
    """Return how far somebody reaches from the middle before background comes."""
    gaps = np.convolve(~row, np.ones(BREAK, dtype=np.int64), "valid") if len(row) >= BREAK else np.array([])
    ends = np.flatnonzero(gaps == BREAK)
    return int(ends[0]) if ends.size else len(row)
