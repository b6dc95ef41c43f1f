"""Cut a shot to the frame of a licence photo (22 x 32 mm at 300 dpi) and write it; nothing is made more beautiful."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from onelane.gateways.faces.outline import Head
from onelane.office.photos.rules import DPI, HEIGHT, WIDTH, Frame

ASIDE = 0.03  # of the width: so far the head may stand beside the middle before a shot is cut another way
SAME = 0.01  # so far a finished photo may be from 22:32
STEPS = 9
QUALITIES = range(60, 101)


@dataclass(frozen=True, slots=True)
class Window:
    """What is cut out, in pixels of the shot, and whether all of it lies inside."""

    left: float
    top: float
    width: float
    height: float
    whole: bool

    @property
    def scale(self) -> float:
        """Return pixels of the photo for one pixel of the shot."""
        return HEIGHT / self.height

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, upper, right and lower edge."""
        return self.left, self.top, self.left + self.width, self.top + self.height


def proportion(width: int, height: int) -> float:
    """Return how far a picture is from 22:32, as a share."""
    return abs(width / height / (WIDTH / HEIGHT) - 1)


def whole(width: int, height: int) -> Window:
    """Return a finished photo as it is."""
    return Window(0, 0, width, height, whole=True)


def window(size: tuple[int, int], head: Head, frame: Frame) -> Window:
    """Return what to cut out so that head and gap come out right; the best that fits where nothing quite does.

    Tries sizes of the head from the middle of its range outwards, then gaps, then a step aside.
    """
    low = max(frame.head_length[0] / head.length, frame.head_width[0] / head.width)
    high = min(frame.head_length[1] / head.length, frame.head_width[1] / head.width)
    middle, reach = (low + high) / 2, max((high - low) / 2, 0)
    gap = sum(frame.gap) / 2
    for step in range(STEPS):
        scale = middle + reach * 0.9 * ((step + 1) // 2) / (STEPS // 2) * (-1 if step % 2 else 1)
        for part in (0, 0.7, -0.7):
            found = _at(size, head, scale, gap + part * (frame.gap[1] - frame.gap[0]) / 2)
            if found.whole:
                return found
    return _inside(size, _at(size, head, middle, gap))


def _at(size: tuple[int, int], head: Head, scale: float, gap: float) -> Window:
    """Return the window at a scale, moved aside a little when that keeps it inside the shot."""
    wide, tall = WIDTH / scale, HEIGHT / scale
    left, top = head.middle - wide / 2, head.crown - gap / scale
    aside = min(max(left, 0), size[0] - wide)
    if abs(aside - left) <= ASIDE * wide:
        left = aside
    inside = left >= 0 and top >= 0 and left + wide <= size[0] and top + tall <= size[1]
    return Window(left, top, wide, tall, whole=inside)


def _inside(size: tuple[int, int], wished: Window) -> Window:
    """Return the window pushed into the shot, made smaller where the shot is: its faults are then measured."""
    tall = min(wished.height, size[1], size[0] * HEIGHT / WIDTH)
    wide = tall * WIDTH / HEIGHT
    left = min(max(wished.left + (wished.width - wide) / 2, 0), size[0] - wide)
    top = min(max(wished.top, 0), size[1] - tall)
    return Window(left, top, wide, tall, whole=False)


def cut(picture: Image.Image, found: Window) -> Image.Image:
    """Return the photo at its size; a photo that has it already is not touched."""
    if picture.size == (WIDTH, HEIGHT) and found == whole(WIDTH, HEIGHT):
        return picture
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, box=found.box)


def written(photo: Image.Image, frame: Frame) -> bytes:
    """Return the photo as a JPEG of 300 dpi, at the best quality that keeps the file inside its bounds."""
    qualities = [one for one in QUALITIES if one >= frame.quality]
    low, high = 0, len(qualities) - 1
    best = _jpeg(photo, qualities[0])
    while low <= high:
        middle = (low + high) // 2
        tried = _jpeg(photo, qualities[middle])
        if len(tried) <= frame.file[1]:
            best, low = tried, middle + 1
        else:
            high = middle - 1
    return best


def _jpeg(photo: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=quality, subsampling=0, dpi=(DPI, DPI))
    return file.getvalue()
