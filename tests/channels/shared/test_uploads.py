"""Photos that people hand in."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

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
def test_a_pdf_is_refused_with_what_to_do_instead_where_only_photos_are_taken(raw: bytes) -> None:
    assert refused(raw) == "uploads.is_pdf"


def document(count: int = 2, *, password: str = "", hidden: bytes = b"", size: tuple[int, int] = (595, 842)) -> bytes:
    written = PdfWriter()
    for _ in range(count):
        written.add_blank_page(*size)
    if hidden:
        written.add_attachment("hidden.js", hidden)
    if password:
        written.encrypt(password)
    told = io.BytesIO()
    written.write(told)
    return told.getvalue()


def pages(raw: bytes) -> list[uploads.CleanImage]:
    return uploads.read_pictures(SimpleUploadedFile("paper.pdf", raw))


def no_pages(raw: bytes) -> str:
    with pytest.raises(Refused) as no:
        pages(raw)
    return no.value.code


def test_each_page_of_a_pdf_comes_back_as_a_picture_and_nothing_else_of_it() -> None:
    made = pages(document(2, hidden=b"a script in a paper"))

    assert [(one.width, one.height) for one in made] == [(1555, 2200)] * 2
    assert all(one.bytes.startswith(b"\xff\xd8\xff") and b"script" not in one.bytes for one in made)


def test_where_a_pdf_is_taken_a_photo_is_taken_too() -> None:
    assert [(one.width, one.height) for one in pages(picture())] == [(40, 20)]


def test_ten_pages_are_taken_and_eleven_are_not() -> None:
    assert len(pages(document(10, size=(30, 30)))) == 10
    assert no_pages(document(11, size=(30, 30))) == "uploads.pdf_too_long"


def test_a_page_as_large_as_a_wall_is_drawn_no_larger_than_a_sheet() -> None:
    (made,) = pages(document(1, size=(14_400, 7_200)))

    assert (made.width, made.height) == (2200, 1100)


def test_a_locked_pdf_is_told_apart_from_a_damaged_one() -> None:
    assert no_pages(document(1, password="open sesame")) == "uploads.pdf_locked"
    assert no_pages(document(1)[:200]) == "uploads.pdf_unreadable"
    assert no_pages(b"%PDF-1.7 and nothing") == "uploads.pdf_unreadable"
