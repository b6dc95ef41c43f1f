"""The page that tells whether a paper is genuine (证照核验): offline once loaded, nothing kept, no account."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from onelane.channels.shared import headers
from onelane.channels.shared.access import public
from onelane.channels.verify.verdicts import WORDS, Verdict, of_code, of_pdf
from onelane.kernel.refusal import Refused
from onelane.office.certificates import proving
from onelane.office.certificates import queries as papers
from onelane.office.certificates.kinds import BY_NUMBER, SORTS
from onelane.registers.offices import queries as offices

if TYPE_CHECKING:
    from django.http import HttpRequest


class Office(Protocol):
    """An office with its names."""

    name_zh: str
    name_en: str


MOST_BYTES = 5_000_000
READER, WASM, CBOR = "vendor/zxing/reader.js", "vendor/zxing/zxing_reader.wasm", "vendor/cborg/cborg.js"
FRESH = cache_control(no_cache=True)


@require_http_methods(["GET", "POST"])
@FRESH
@public
def page(request: HttpRequest) -> HttpResponse:
    """Show the page; without JavaScript, or for a PDF, check here what is sent."""
    verdict = None
    if request.method == "POST":
        verdict = _judged(request)
    context = {"verdict": verdict, "words": {name: gettext(told) for name, told in WORDS.items()}, **_sources()}
    return headers.compiling(request, render(request, "verify/paper.html", context))


def _judged(request: HttpRequest) -> Verdict:
    sent = request.FILES.get("file")
    if sent is None:
        return of_code(request.POST.get("code", "")[:2000])
    return of_pdf(sent.read() if (sent.size or 0) <= MOST_BYTES else b"")


@require_GET
@FRESH
@public
def trust(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view is called so
    """Give what a check without us needs: public keys, the signed lists of states, the names of papers and offices."""
    english = get_language() == "en"
    published = [one for one in proving.gateway().published() if one.purpose == "code"]
    names = {code: _named(code, english=english) for code in {one.office for one in published}}
    keys = [{"kid": one.key_id, "office": names[one.office], "jwk": one.jwk} for one in published]
    told = {
        "keys": keys,
        "lists": [_coded(bytes(one.token)) for one in papers.newest_states()],
        "kinds": {
            number: {
                "name": SORTS[kind].en if english else SORTS[kind].zh,
                "facts": [pair[english] for pair in SORTS[kind].proves],
            }
            for number, kind in BY_NUMBER.items()
        },
    }
    return JsonResponse(told)


@require_GET
@FRESH
@public
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker that keeps this page for when there is no network; it must lie beside the page."""
    kept = [reverse("verify:paper"), reverse("verify:trust"), *_sources().values(), *_cbor_parts()]
    return render(request, "verify/sw.js", {"kept": kept}, content_type="text/javascript; charset=utf-8")


@require_GET
@public
def root(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is called so
    """Give the root certificate by which any PDF program checks the office's seal."""
    headers = {"Content-Disposition": 'attachment; filename="onelane-papers.crt"'}
    return HttpResponse(proving.gateway().root(), content_type="application/x-pem-file", headers=headers)


def _sources() -> dict[str, str]:
    return {"reader": static(READER), "wasm": static(WASM), "cbor": static(CBOR)}


def _cbor_parts() -> list[str]:
    """Return the addresses of the files that the CBOR reader imports by their plain names."""
    found = finders.find("vendor/cborg/lib")
    folder = Path(str(found))
    base = static(CBOR).rsplit("/", 1)[0]
    return [f"{base}/lib/{path.name}" for path in sorted(folder.glob("*.js")) if path.stem not in {"bin", "taglib"}]


def _named(code: str, *, english: bool) -> str:
    """Return an office's name; the keys of one that is closed go on to prove, under its code."""
    try:
        return _word(offices.office_of(code), english=english)
    except Refused:
        return code


def _word(office: Office, *, english: bool) -> str:
    return office.name_en if english else office.name_zh


def _coded(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()
