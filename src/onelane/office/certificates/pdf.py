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

import barcode
import noto_cjk_sans_otc
import pylopdf_fonts_zh_cn
import typst
from barcode.writer import SVGWriter
from django.conf import settings
from PIL import Image

from onelane.office.cases import store
from onelane.office.certificates.codes import as_svg
from onelane.office.certificates.faces import face
from onelane.office.certificates.kinds import kind_of
from onelane.office.certificates.models import Paper
from onelane.office.certificates.proving import verify_address, word

TEMPLATES = Path(__file__).with_name("templates")
# The picture fields at 300 dpi: 88 x 60 mm for a car, 22 x 32 mm for a face (GA 482).
PHOTO_PIXELS: dict[str, tuple[int, int]] = {
    "vehicle-licence": (1040, 710), "driving-licence": (390, 570), "learner-permit": (390, 570),
}  # fmt: skip
SCREEN_PPI = 110
_lock = threading.Lock()


def render(paper: Paper) -> bytes:
    """Return the paper as a PDF with searchable text, its QR code and, where it has one, its photo; without a seal."""
    return set_paper(made_at=int(paper.issued_at.timestamp()), **_said(paper))


def sealed(paper: Paper) -> bytes | None:
    """Return the PDF with the office's seal as the worker made it, or None while that waits."""
    return store.get(paper.sealed_sha256) if paper.sealed_sha256 else None


def picture(paper: Paper) -> bytes:
    """Return the first page of a paper as PNG, to be looked at on a screen before it is printed."""
    made = _set(paper.kind, _told(**_said(paper)), {"format": "png", "ppi": SCREEN_PPI})
    return made if isinstance(made, bytes) else made[0]


def pictures(*, ppi: int = SCREEN_PPI, **told: Any) -> list[bytes]:
    """Return every page of what a paper says as PNG."""
    made = _set(told["kind"], _told(**told), {"format": "png", "ppi": ppi})
    return [made] if isinstance(made, bytes) else list(made)


def _said(paper: Paper) -> dict[str, Any]:
    return {
        "kind": paper.kind,
        "serial": paper.serial,
        "data": paper.data,
        "code": paper.code,
        "photo": store.get(paper.data["photo_sha256"]) if paper.data.get("photo_sha256") else None,
        "specimen": bool(settings.ONELANE.get("DEMO", True)),
    }


def set_paper(
    *,
    kind: str,
    serial: str,
    data: dict[str, Any],
    code: str,
    photo: bytes | None,
    made_at: int,
    specimen: bool,
    standards: str | list[str] = "a-2u",
) -> bytes:
    """Return a tagged PDF/A-2u from what a paper says; `made_at` (seconds of 1970) is the only time in it."""
    told = _told(kind=kind, serial=serial, data=data, code=code, photo=photo, specimen=specimen)
    made = _set(kind, told, {"timestamp": made_at, "pdf_standards": standards})
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no single file")
    return made


def set_page(template: Path, told: dict[str, Any], *, made_at: int) -> bytes:
    """Return a page that is no paper of the register, such as a report, set with the same fonts."""
    with _lock:
        made = _typesetter().compile(
            input=template, root=template.parent, sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
            timestamp=made_at,
        )  # fmt: skip
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no single file")
    return made


def _told(
    *, kind: str, serial: str, data: dict[str, Any], code: str, photo: bytes | None, specimen: bool
) -> dict[str, object]:
    sort = kind_of(kind)
    told = face(sort, serial=serial, data=data, words=word)
    return told | {
        "qr": as_svg(verify_address(), code),
        "photo": _photo(photo, PHOTO_PIXELS[sort]) if photo and sort in PHOTO_PIXELS else "",
        "bars": _bars(str(told.get("number") or "")),
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


def _bars(number: str) -> str:
    """Return a number as bar code (Code 128, ISO/IEC 15417) in SVG, or nothing."""
    if not (number.isascii() and number.isalnum()):
        return ""
    drawn = io.BytesIO()
    shape = {"module_width": 0.33, "module_height": 14.0, "quiet_zone": 3.0, "write_text": False}
    barcode.Code128(number, writer=SVGWriter()).write(drawn, options=shape)
    return drawn.getvalue().decode()


@lru_cache(maxsize=32)
def _photo(content: bytes, most: tuple[int, int]) -> str:
    """Return a photo, no larger than print needs, as SVG around a JPEG: the one way to hand bytes over in JSON."""
    with Image.open(io.BytesIO(content)) as opened:
        small = opened.convert("RGB")
    small.thumbnail(most)
    written = io.BytesIO()
    small.save(written, "JPEG", quality=85)
    width, height = small.size
    coded = base64.b64encode(written.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{coded}"/></svg>'
    )
