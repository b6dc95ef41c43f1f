"""The doors of the API: every operation behind its guard, the description, and consent."""

from dataclasses import replace
from typing import Any

from django.urls import URLPattern, include, path

from onelane.channels.api import consent, documentation, granted
from onelane.channels.api.doors import NEEDS, Need, guarded
from onelane.channels.api.operations import PREFIX, api

MEDIA = {"file": "multipart/form-data", "body": "application/json"}


def _operations() -> list[URLPattern]:
    """Return the library's addresses, each behind the guard that its operations name."""
    found = []
    for router in api._get_bound_routers():  # noqa: SLF001 - the library has no public way to its operations
        for place, view in router.path_operations.items():
            needed = {method: _need(one) for one in view.operations for method in one.methods}
            name = view.operations[0].operation_id
            route = "/".join(part for part in (router.prefix.strip("/"), place.strip("/")) if part)
            found.append(path(route.replace("{", "<").replace("}", ">"), guarded(view.get_view(), needed), name=name))
    return found


def _need(operation: Any) -> Need:
    """Return what an operation needs, with the media type of its body."""
    sources = {str(one.__ninja_param_source__) for one in operation.models}
    need: Need = getattr(operation.view_func, NEEDS)
    return replace(need, media=next((media for source, media in MEDIA.items() if source in sources), ""))


app_name = "api"
urlpatterns = [
    path(".well-known/oauth-authorization-server", consent.metadata, name="metadata"),
    path("api/openapi.json", documentation.openapi, name="openapi"),
    path("api/documentation/", documentation.page, name="documentation"),
    path("my/platforms/", granted.page, name="granted"),
    path("my/platforms/<key:client>/end/", granted.end, name="end-consent"),
    path(PREFIX, include(_operations())),
]
