"""Photos that people hand in."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from onelane.channels.shared import uploads
from onelane.kernel.refusal import Refused


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "red").save(written, kind, **options)
    return written.getvalue()


def read(raw: bytes) -> uploads.CleanImage:
    return uploads.read_image(SimpleUploadedFile("photo.jpg", raw))


def refused(raw: bytes) -> str:
    with pytest.raises(Refused) as no:
        read(raw)
    return no.value.code


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("WEBP", "RGB")])
def test_a_photo_comes_back_as_a_jpeg_of_the_same_size(kind: str, mode: str) -> None:
    clean = read(picture(kind, mode=mode))

    assert clean.bytes.startswith(b"\xff\xd8\xff")
    assert (clean.width, clean.height) == (40, 20)
    assert clean.sha256 == hashlib.sha256(clean.bytes).hexdigest()


def test_a_turned_photo_is_set_upright_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a maker"

    clean = read(picture(exif=exif))

    assert (clean.width, clean.height) == (20, 40)
    assert b"a maker" not in clean.bytes
    assert not Image.open(io.BytesIO(clean.bytes)).getexif()


def test_what_is_transparent_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(written, "PNG")

    clean = read(written.getvalue())

    assert Image.open(io.BytesIO(clean.bytes)).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(40),
        b"\xff\xd8\xff" + bytes(100),
        picture(size=(400, 400))[:-300],
        picture() + b"<script>alert(1)</script>",
        picture() + b"PK\x05\x06" + bytes(18),
        b"RIFF\x10\0\0\0WAVEfmt " + bytes(20),
    ],
    ids=["empty", "text", "svg", "gif", "head only", "cut off", "page inside", "archive behind", "sound"],
)
def test_what_is_no_photo_is_refused(raw: bytes) -> None:
    assert refused(raw) == "uploads.not_an_image"


def test_no_file_at_all_is_told_so() -> None:
    with pytest.raises(Refused, match=r"uploads\.missing"):
        uploads.read_image(None)


def test_a_file_above_twelve_megabytes_is_too_large() -> None:
    assert refused(picture() + bytes(12 * 1024 * 1024)) == "uploads.too_large"


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused() -> None:
    assert refused(bomb(30_000, 30_000)) == "uploads.too_large"


def test_a_large_photo_is_made_smaller_but_stays_readable() -> None:
    clean = read(picture(size=(6000, 3000)))

    assert (clean.width, clean.height) == (4096, 2048)


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("raw", [b"%PDF-1.7", b"\n %PDF-1.4 and so on"])
def test_a_pdf_is_refused_with_what_to_do_instead(raw: bytes) -> None:
    assert refused(raw) == "uploads.is_pdf"
