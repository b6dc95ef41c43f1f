"""Headers that tell browsers what pages of the office never do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# No script stands in a page, so none needs a nonce; pictures drawn by the office may come as data.
FIXED = (
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # drawings carry their colours
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
PERMISSIONS = "camera=(self), microphone=(), geolocation=(), publickey-credentials-get=(self)"


class Headers:
    """Add the content security policy to every answer; live events may come from their own port."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        live = urlsplit(settings.LIVE_URL)
        self.policy = "; ".join((*FIXED, f"connect-src 'self' {live.scheme}://{live.netloc}".rstrip(":/ ")))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
