"""Re-encode a picture or the pages of a PDF from stdin to stdout; a process of its own, so that a bomb ends only it.

Prints one JSON line (`pictures`: width, height and bytes of each; or `no` with a reason) and then the JPEGs. Knows
Pillow and PDFium and nothing of OneLane.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import Image, ImageOps

MEMORY = 1200 * 1024 * 1024
CPU_SECONDS = 15
PIXELS = 50_000_000
LONGEST_SIDE = 4096  # enough to read a VIN plate; keeps a case file small
QUALITY = 88
PDF = b"%PDF-"
PAGES = 10
PAGE_SIDE = 2200  # pixels: 190 dots an inch on A4, small print reads well
LOCKED = "password"

Picture = tuple[int, int, bytes]


class TooManyPixels(Exception):  # noqa: N818 - an answer, told to the parent
    """The picture is larger than the office takes."""


class TooManyPages(Exception):  # noqa: N818 - as above
    """The PDF is longer than the office takes."""


def limit() -> None:
    """Give up memory, processor time and the file system before the picture is looked at."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pages(raw: bytes) -> list[Picture]:
    """Return a picture of each page of a PDF; scripts, links, forms and files in it stay behind."""
    import pypdfium2  # only a PDF pays for it

    with pypdfium2.PdfDocument(raw) as document:
        if len(document) > PAGES:
            raise TooManyPages
        return [_drawn(page) for page in document]


def _drawn(page: Any) -> Picture:
    longest = max(page.get_size())
    drawn = page.render(scale=PAGE_SIDE / max(longest, 1.0), may_draw_forms=False).to_pil()
    return _written(flat(drawn))


def clean(raw: bytes) -> Picture:
    """Return width, height and JPEG of a JPEG, PNG or WebP: turned upright, without any metadata."""
    with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.width * picture.height > PIXELS:
            raise TooManyPixels
        picture.load()
        upright = flat(ImageOps.exif_transpose(picture))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _written(upright)


def _written(picture: Image.Image) -> Picture:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, exif=b"", icc_profile=None)
    return picture.width, picture.height, written.getvalue()


def flat(picture: Image.Image) -> Image.Image:
    """Return the picture in plain colours, what is transparent laid on white, nothing of the old file attached."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layers = picture.convert("RGBA")
        ground = Image.new("RGB", layers.size, "white")
        ground.paste(layers, mask=layers.getchannel("A"))
        return ground
    plain = picture.convert("RGB")
    plain.info.clear()
    return plain


def answer(raw: bytes) -> tuple[dict[str, Any], list[Picture]]:
    """Return what is told of the file, and its pictures; whatever goes wrong is told as one word."""
    is_pdf = raw.startswith(PDF)
    try:
        made = pages(raw) if is_pdf else [clean(raw)]
    except TooManyPages:
        return {"no": "too_long"}, []
    except (TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"no": "too_large"}, []
    except Exception as mistake:  # noqa: BLE001 - a decoder may raise anything on a crafted file
        locked = is_pdf and LOCKED in str(mistake).lower()
        return {"no": "locked" if locked else "pdf" if is_pdf else "not_an_image"}, []
    return {"pictures": [(width, height, len(told)) for width, height, told in made]}, made


def main() -> None:
    """Read, clean, write."""
    limit()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    told, made = answer(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(one for _, _, one in made))


if __name__ == "__main__":
    main()
