"""Take a copy of everything (PIPL art.45): JSON for programs and a page for people, in one archive."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from onelane.channels.shared import access
from onelane.kernel import clock
from onelane.office.stations import own_affairs

if TYPE_CHECKING:
    from django.http import HttpRequest


@access.citizen(second_factor=True)
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """Say what the copy holds; with the press, hand it out."""
    if request.method == "GET":
        return render(request, "portal/affairs/copy.html")
    told = own_affairs.copy_of_all(actor=access.actor_of(request))
    day = clock.now().astimezone(clock.OFFICE_ZONE).date()
    answer = HttpResponse(_packed(told), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="onelane-{day:%Y%m%d}.zip"'
    return answer


def _packed(told: dict[str, object]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, indent=1, default=str)
    plain = json.loads(text)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", text)
        archive.writestr("index.html", render_to_string("portal/affairs/copied.html", {"parts": plain.items()}))
    return out.getvalue()
