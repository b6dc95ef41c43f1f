"""My ID photos (我的证件照): which count, until when, and how to have one erased (PIPL art. 47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onelane.channels.portal.affairs.views import me
from onelane.channels.shared.access import actor_of, citizen
from onelane.office.photos import actions as kept
from onelane.office.photos import queries

if TYPE_CHECKING:
    from django.http import HttpRequest


@citizen
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the citizen's own photos."""
    return render(request, "portal/affairs/photos.html", {"photos": queries.photos_of(me(request))})


@citizen
@require_GET
def picture(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Show one of them; the reading is noted."""
    content = kept.read(photo_id=photo_id, person_id=me(request), purpose="own", actor=actor_of(request))
    return HttpResponse(content, content_type="image/jpeg")


@citizen
@require_POST
def erase(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Erase one of them."""
    kept.erase(photo_id=photo_id, person_id=me(request), actor=actor_of(request))
    messages.success(
        request, _("The photo is erased. Where it lies in a case file, it stays as long as the file does.")
    )
    return redirect("affairs:photos")
