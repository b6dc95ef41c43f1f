"""The label of a parcel (面单) as PDF: address, bar code of the tracking number, nothing of what is inside."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_otc
import pylopdf_fonts_zh_cn
import typst
from barcode import Code128
from barcode.writer import SVGWriter

from onelane.office.delivery.models import Parcel
from onelane.registers.offices.queries import office_of

TEMPLATE = Path(__file__).with_name("label.typ")
BARS = {"write_text": False, "quiet_zone": 2.0, "module_height": 14.0, "module_width": 0.3}


def render(parcel: Parcel) -> bytes:
    """Return the label, 100 x 150 mm; the same parcel gives the same bytes."""
    office = office_of(parcel.office_id)
    told = {
        "number": parcel.number,
        "bars": bars(parcel.number),
        "recipient": parcel.recipient,
        "mobile": parcel.mobile,
        "address": parcel.address,
        "postcode": parcel.postcode,
        "sender": office.name_zh,
        "case": parcel.case.number,
    }
    made = _typesetter().compile(
        input=TEMPLATE, root=TEMPLATE.parent, sys_inputs={"label": json.dumps(told, ensure_ascii=False)},
        format="pdf", timestamp=int(parcel.opened_at.timestamp()),
    )  # fmt: skip
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no single file")
    return made


def bars(number: str) -> str:
    """Return the Code 128 of a tracking number as SVG."""
    drawn = io.BytesIO()
    Code128(number, writer=SVGWriter()).write(drawn, options=dict(BARS))
    return drawn.getvalue().decode()


@lru_cache(maxsize=1)
def _typesetter() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(pylopdf_fonts_zh_cn.sans_path().parent), str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent)],
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
