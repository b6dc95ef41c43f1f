"""Re-encode one picture from stdin to stdout; run as a process of its own with limits, so that a bomb ends only it.

Prints one JSON line (`width`, `height`, or `no` with a reason) and then the JPEG. Knows Pillow and nothing of OneLane.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings

from PIL import Image, ImageOps

MEMORY = 1200 * 1024 * 1024
CPU_SECONDS = 15
PIXELS = 50_000_000
LONGEST_SIDE = 4096  # enough to read a VIN plate; keeps a case file small
QUALITY = 88


class TooManyPixels(Exception):  # noqa: N818 - an answer, told to the parent
    """The picture is larger than the office takes."""


def limit() -> None:
    """Give up memory, processor time and the file system before the picture is looked at."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean(raw: bytes) -> tuple[int, int, bytes]:
    """Return width, height and JPEG of a JPEG, PNG or WebP: turned upright, without any metadata."""
    with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.width * picture.height > PIXELS:
            raise TooManyPixels
        picture.load()
        upright = flat(ImageOps.exif_transpose(picture))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=QUALITY, exif=b"", icc_profile=None)
    return upright.width, upright.height, written.getvalue()


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


def main() -> None:
    """Read, clean, write; whatever goes wrong is told as one word."""
    limit()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    raw = sys.stdin.buffer.read()
    picture = b""
    try:
        width, height, picture = clean(raw)
        told: dict[str, str | int] = {"width": width, "height": height}
    except (TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        told = {"no": "too_large"}
    except Exception:  # noqa: BLE001 - a decoder may raise anything on a crafted file
        told = {"no": "not_an_image"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
