"""All operations of the API at their addresses."""

from __future__ import annotations

from onelane.channels.api.affairs import router as affairs
from onelane.channels.api.applications import router as applications
from onelane.channels.api.cases import router as cases
from onelane.channels.api.hooks import router as hooks
from onelane.channels.api.offered import router as services
from onelane.channels.api.papers import papers, register
from onelane.channels.api.platform import router as platform
from onelane.channels.api.speaking import api

PREFIX = "api/v1/"
__all__ = ["PREFIX", "api"]

api.add_router("services", services)
api.add_router("applications", applications)
api.add_router("cases", cases)
api.add_router("papers", papers)
api.add_router("register", register)
api.add_router("affairs", affairs)
api.add_router("platform", platform)
api.add_router("webhooks", hooks)
