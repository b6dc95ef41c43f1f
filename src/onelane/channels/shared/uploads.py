"""Photos and PDFs that people hand in: checked, drawn and written anew in a limited process of its own."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onelane.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MEGABYTES = 12
MEGAPIXELS = 50
SECONDS = 20
PDF_PAGES = 10  # as the child has it
CHILD = Path(__file__).with_name("image_child.py")

STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
# A file that is a picture and something else too: a page, a script, a PDF or an archive.
MARKUP = re.compile(rb"<(?:script|html|!doctype|\?php|iframe)[\s>]", re.IGNORECASE)
PDF = b"%PDF-"
ARCHIVE = b"PK\x05\x06"
ARCHIVE_TAIL = 65_557  # where a ZIP's directory must end
PDF_HEAD = 1024


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A picture that may be kept: JPEG, upright, without metadata; sizes in pixels, digest of the new bytes."""

    bytes: bytes
    width: int
    height: int
    sha256: str


def read_image(uploaded: UploadedFile[Any] | None) -> CleanImage:
    """Return the picture somebody handed in, written anew; refuse what is none or is too large.

    Takes JPEG, PNG and WebP up to 12 MB and 50 million pixels; the longest side comes out at 4096 pixels at most.
    """
    raw = _raw(uploaded)
    if raw.startswith(PDF):
        raise Refused("uploads.is_pdf")
    return _pictures(raw)[0]


def read_pictures(uploaded: UploadedFile[Any] | None) -> list[CleanImage]:
    """Return a picture, or one of each page of a PDF of at most 10 pages; the file itself is not kept."""
    return _pictures(_raw(uploaded))


def _raw(uploaded: UploadedFile[Any] | None) -> bytes:
    if uploaded is None:
        raise Refused("uploads.missing")
    if (uploaded.size or 0) > MEGABYTES * 1024 * 1024:
        raise _too_large()
    raw: bytes = uploaded.read()
    return raw.lstrip() if raw.lstrip().startswith(PDF) else raw


def _pictures(raw: bytes) -> list[CleanImage]:
    if not raw.startswith(PDF) and (not raw.startswith(STARTS) or _two_things_at_once(raw)):
        raise Refused("uploads.not_an_image")
    told, rest = _cleaned(raw)
    if "no" in told:
        raise _refusal(str(told["no"]))
    made = []
    for width, height, length in told["pictures"]:
        one, rest = rest[:length], rest[length:]
        made.append(CleanImage(one, int(width), int(height), hashlib.sha256(one).hexdigest()))
    if not made:
        raise Refused("uploads.pdf_unreadable")
    return made


def _refusal(word: str) -> Refused:
    if word == "too_large":
        return _too_large()
    if word == "too_long":
        return Refused("uploads.pdf_too_long", most=PDF_PAGES)
    if word == "locked":
        return Refused("uploads.pdf_locked")
    return Refused("uploads.pdf_unreadable") if word == "pdf" else Refused("uploads.not_an_image")


def _two_things_at_once(raw: bytes) -> bool:
    return b"%PDF-" in raw[:PDF_HEAD] or ARCHIVE in raw[-ARCHIVE_TAIL:] or MARKUP.search(raw) is not None


def _cleaned(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Run the child; one that dies or takes too long has met a crafted file."""
    broken = {"no": "pdf" if raw.startswith(PDF) else "not_an_image"}
    command = [sys.executable, "-I", "-S", "-c", _START, str(CHILD), *_packages()]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return broken, b""
    head, _, pictures = done.stdout.partition(b"\n")
    try:
        told = json.loads(head)
    except ValueError:
        return broken, b""
    return (told if isinstance(told, dict) else broken), pictures


# Without `site`, starting takes half the time; the folder of Pillow and PDFium is all the child needs.
_START = "import runpy, sys; sys.path[:0] = sys.argv[2:]; runpy.run_path(sys.argv[1], run_name='__main__')"


def _packages() -> list[str]:
    import PIL

    return [str(Path(PIL.__file__).parent.parent)]


def _too_large() -> Refused:
    return Refused("uploads.too_large", megabytes=MEGABYTES, megapixels=MEGAPIXELS)
