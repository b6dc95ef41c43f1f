"""The bay's pages and the shared ones."""

from django.urls import include, path

urlpatterns = [
    path("", include("onelane.channels.shared.urls")),
    path("bay/", include("onelane.channels.window.bay.urls")),
]
