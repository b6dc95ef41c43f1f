"""The doors of consent, under the names that allauth calls them by."""

from django.urls import include, path

from onelane.channels.api import consent

app_name = "idp"
_doors = [
    path("authorize", consent.authorise, name="authorization"),
    path("token", consent.token, name="token"),
    path("revoke", consent.revoke, name="revoke"),
]
urlpatterns = [path("", include((_doors, "oidc")))]
