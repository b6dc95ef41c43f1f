"""How long a request took here, told to whoever measures (Server-Timing, W3C); off unless a measurement asks for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class Timing:
    """Put the milliseconds between the first look at a request and its answer into a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass, and measure."""
        began = time.perf_counter()
        answer = self.get_response(request)
        answer["Server-Timing"] = f"app;dur={1000 * (time.perf_counter() - began):.2f}"
        return answer
