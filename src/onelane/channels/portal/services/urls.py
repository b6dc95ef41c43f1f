"""The doors of the catalogue's pages; anybody may come in."""

from django.urls import path

from onelane.channels.portal.services import views

app_name = "services"
urlpatterns = [
    path("services/", views.find, name="find"),
    path("services.ttl", views.linked, name="linked"),
    path("services/<slug:code>/", views.service, name="service"),
    path("services/<slug:code>/may-i/", views.may_i, name="may-i"),
]
