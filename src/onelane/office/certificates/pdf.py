"""Set a paper as PDF: the same snapshot gives the same bytes.

What it says travels to the typesetter as one JSON input and never as source, so no name can be read as a command.
"""

from __future__ import annotations

import base64
import io
import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import pylopdf_fonts_zh_cn
import segno
import typst
from django.conf import settings
from PIL import Image

from onelane.office.cases import store
from onelane.office.certificates.face import face
from onelane.office.certificates.models import Paper
from onelane.office.certificates.rules import kind_of
from onelane.registers.offices import catalogue

TEMPLATES = Path(__file__).with_name("templates")
PHOTO_PIXELS = (1040, 710)  # the picture field of the vehicle licence, 88 x 60 mm, at 300 dpi
SCREEN_PPI = 110
_lock = threading.Lock()


def render(paper: Paper) -> bytes:
    """Return the paper as a PDF with searchable text, its QR code and, on a vehicle licence, the photo of the car."""
    return set_paper(made_at=int(paper.issued_at.timestamp()), **_said(paper))


def picture(paper: Paper) -> bytes:
    """Return the first page of a paper as PNG, to be looked at on a screen before it is printed."""
    made = _set(paper.kind, _told(**_said(paper)), {"format": "png", "ppi": SCREEN_PPI})
    return made if isinstance(made, bytes) else made[0]


def _said(paper: Paper) -> dict[str, Any]:
    return {
        "kind": paper.kind,
        "serial": paper.serial,
        "data": paper.data,
        "address": f"{str(settings.ONELANE['ADDRESS']).rstrip('/')}/verify/{paper.key}",
        "photo": store.get(paper.data["photo_sha256"]) if paper.data.get("photo_sha256") else None,
        "specimen": bool(settings.ONELANE.get("DEMO", True)),
    }


def set_paper(
    *, kind: str, serial: str, data: dict[str, object], address: str, photo: bytes | None, made_at: int, specimen: bool
) -> bytes:
    """Return a PDF from what a paper says; `made_at` (seconds of 1970) is the only time in it."""
    told = _told(kind=kind, serial=serial, data=data, address=address, photo=photo, specimen=specimen)
    made = _set(kind, told, {"timestamp": made_at, "pdf_standards": "a-2u"})
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no single file")
    return made


def _told(
    *, kind: str, serial: str, data: dict[str, object], address: str, photo: bytes | None, specimen: bool
) -> dict[str, object]:
    sort = kind_of(kind)
    return face(sort, serial=serial, data=data, words=_word) | {
        "address": address,
        "qr": _qr(address),
        "photo": _photo(photo) if photo and sort == "vehicle-licence" else "",
        "specimen": specimen,
    }


def _set(kind: str, told: dict[str, object], how: dict[str, Any]) -> Any:
    with _lock:  # one typesetter per process: its fonts are 40 MB
        return _typesetter().compile(
            input=TEMPLATES / f"{kind_of(kind)}.typ",
            root=TEMPLATES,
            sys_inputs={"paper": json.dumps(told, ensure_ascii=False)},
            **how,
        )


@lru_cache(maxsize=1)
def _typesetter() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[
            str(pylopdf_fonts_zh_cn.sans_path().parent),
            str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent),
        ],
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def _word(table: str, code: str) -> str:
    """Return the Chinese word for a code; where several letters may hold, each is put into words."""
    known = catalogue.current().vocabulary.codes[table]
    if code in known.rows:
        return known.rows[code].zh
    if known.most > 1 and code and all(letter in known.rows for letter in code):
        return "/".join(known.rows[letter].zh for letter in code)
    return code


def _qr(address: str) -> str:
    """Return the QR code of an address as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


@lru_cache(maxsize=32)
def _photo(content: bytes) -> str:
    """Return a photo, no larger than print needs, as SVG around a JPEG: the one way to hand bytes over in JSON."""
    with Image.open(io.BytesIO(content)) as opened:
        small = opened.convert("RGB")
    small.thumbnail(PHOTO_PIXELS)
    written = io.BytesIO()
    small.save(written, "JPEG", quality=85)
    width, height = small.size
    coded = base64.b64encode(written.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{coded}"/></svg>'
    )
