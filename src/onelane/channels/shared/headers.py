"""Headers that tell browsers what pages of the office never do (Content Security Policy Level 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost

from onelane.channels.shared import live

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

POLICY, PERMISSIONS = "Content-Security-Policy", "Permissions-Policy"
# No script stands in a page, so none needs a nonce; pictures drawn by the office may come as data.
FIXED = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # bars, charts and drawings carry their lengths and colours
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
ALLOWED = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


class Headers:
    """Tell it with every page; a PDF or a picture is no page, and a policy would break the browser's own viewer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault(POLICY, policy(request))
            response.headers.setdefault(PERMISSIONS, ALLOWED)
        return response


def compiling(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let this one page compile WebAssembly, such as the reader of QR codes; still no script of others."""
    response.headers[POLICY] = policy(request, "'wasm-unsafe-eval'")
    return response


def policy(request: HttpRequest, *scripts: str) -> str:
    """Return the policy of a page; live events may come from a port of their own."""
    try:
        origin = live.origin(request)
    except DisallowedHost:
        origin = ""
    own = " ".join(("'self'", *scripts))
    return "; ".join((*FIXED, f"script-src {own}", f"connect-src 'self' {origin}".rstrip()))
