"""The back office's pages and the shared ones."""

from django.urls import include, path

urlpatterns = [
    path("", include("onelane.channels.backoffice.urls")),
    path("money/", include("onelane.channels.backoffice.money.urls")),
    path("kiosks/", include("onelane.channels.backoffice.kiosks.urls")),
    path("days/", include("onelane.channels.backoffice.days.urls")),
    path("investigations/", include("onelane.channels.backoffice.investigations.urls")),
    path("", include("onelane.channels.shared.urls")),
]
