"""All doors of the office: each channel keeps its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("onelane.channels.shared.urls")),
]
