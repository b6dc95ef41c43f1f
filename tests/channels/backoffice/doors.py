"""The back office's pages and the shared ones."""

from django.urls import include, path

urlpatterns = [
    path("", include("onelane.channels.backoffice.urls")),
    path("", include("onelane.channels.shared.urls")),
]
