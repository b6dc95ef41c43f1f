"""The rules of PDF/A-2u (ISO 19005-2) and of tagged PDF (ISO 32000-1, 14.8) that can be asked of a file.

Written from the clauses, not from a program: each fault names its clause. What the clauses say about the syntax of
single bytes is left to pypdf's strict reading.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState", "/Trans"}
FILTERS = {"/LZWDecode", "/Crypt"}
BINARY = 127


def faults(made: bytes) -> list[str]:
    """Return what is wrong with a file, each with its clause; nothing when it may be archived."""
    reader = PdfReader(io.BytesIO(made), strict=True)
    root: Any = reader.trailer["/Root"]
    found = [*_head(made, reader), *_metadata(root), *_structure(reader, root), *_by_itself(root)]
    for one in _objects(reader):
        found += [*_object(one), *_widget(one), *_font(one)]
    for page in reader.pages:
        found += [*_page(page)]
    return sorted(set(found))


def _head(made: bytes, reader: PdfReader) -> Iterator[str]:
    lines = made.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[1-7]", lines[0]):
        yield "6.1.2: the header is not of version 1.1 to 1.7"
    if not (lines[1][:1] == b"%" and len(lines[1]) > 4 and all(byte > BINARY for byte in lines[1][1:5])):
        yield "6.1.2: no binary comment behind the header"
    if "/ID" not in reader.trailer:
        yield "6.1.3: the trailer has no ID"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3: the file is encrypted"


def _metadata(root: Any) -> Iterator[str]:
    stream = root.get("/Metadata")
    if stream is None:
        yield "6.6.2.1: no metadata"
        return
    if "/Filter" in stream.get_object():
        yield "6.6.2.1: the metadata are packed"
    told = stream.get_object().get_data().decode()
    if not re.search(r"pdfaid:part(>|=\")2", told):
        yield "6.6.4: the metadata do not say part 2"
    if not re.search(r"pdfaid:conformance(>|=\")[UA]", told):
        yield "6.6.4: the metadata do not say level U"
    intents = [one.get_object() for one in root.get("/OutputIntents", ())]
    if not any(one["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents):
        yield "6.2.3: no output intent with a profile"


def _structure(reader: PdfReader, root: Any) -> Iterator[str]:
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "ISO 32000-1 14.7.1: the file is not marked as tagged"
    if not root.get("/Lang"):
        yield "ISO 32000-1 14.9.2: no language"
    if any("/StructParents" not in page for page in reader.pages):
        yield "ISO 32000-1 14.7.4.4: a page outside the structure"
    tree = root.get("/StructTreeRoot")
    if tree is None:
        yield "ISO 32000-1 14.7.2: no structure tree"
    elif any(one.get("/S") == "/Figure" and not one.get("/Alt") for one in _elements(tree.get_object())):
        yield "ISO 32000-1 14.9.3: a figure without words"


def _by_itself(root: Any) -> Iterator[str]:
    if "/AA" in root or "/JavaScript" in root.get("/Names", {}):
        yield "6.5.2: the file acts by itself"
    if "/EmbeddedFiles" in root.get("/Names", {}):
        yield "6.8: files are embedded"


def _elements(one: Any) -> Iterator[Any]:
    kids = one.get("/K", ())
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        found = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(found, DictionaryObject):
            yield found
            yield from _elements(found)


def _objects(reader: PdfReader) -> Iterator[Any]:
    for number in {*reader.xref.get(0, {}), *reader.xref_objStm}:
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, DictionaryObject):
            yield found


def _object(one: Any) -> Iterator[str]:
    if isinstance(one, StreamObject) and "/F" in one:
        yield "6.1.7.1: a stream lies outside the file"
    filters = one.get("/Filter", []) if isinstance(one, StreamObject) else []
    if FILTERS & set(filters if isinstance(filters, list) else [filters]):
        yield "6.1.7.2: a filter that is not allowed"
    if one.get("/Subtype") == "/Image" and (one.get("/Interpolate") or "/Alternates" in one or "/OPI" in one):
        yield "6.2.8: an image with what is not allowed"
    if one.get("/Subtype") == "/PS":
        yield "6.2.9: PostScript"
    if one.get("/S") in ACTIONS:
        yield "6.5.1: an action that is not allowed"


def _widget(one: Any) -> Iterator[str]:
    if one.get("/Subtype") != "/Widget":
        return
    if int(one.get("/F", 0)) & 0b100011 or not int(one.get("/F", 0)) & 0b100:
        yield "6.3.2: a widget that is hidden or not printed"
    empty = [float(side) for side in one["/Rect"]][:2] == [float(side) for side in one["/Rect"]][2:]
    if not empty and "/AP" not in one:
        yield "6.3.3: a widget without a picture"


def _font(one: Any) -> Iterator[str]:
    if one.get("/Type") != "/Font" or one.get("/Subtype") in {"/CIDFontType0", "/CIDFontType2"}:
        return
    if "/ToUnicode" not in one:
        yield "6.2.11.7.2: a font without its letters in Unicode"
    inner = one["/DescendantFonts"][0].get_object() if "/DescendantFonts" in one else one
    descriptor = inner.get("/FontDescriptor", DictionaryObject()).get_object()
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
        yield "6.2.11.4.1: a font that is not embedded"


def _page(page: Any) -> Iterator[str]:
    if "/AA" in page:
        yield "6.5.2: a page acts by itself"
    if "/Group" in page and "/CS" not in page["/Group"]:
        yield "6.2.10: transparency without a colour space"
