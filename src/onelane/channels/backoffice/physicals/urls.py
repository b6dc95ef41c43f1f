"""The doors of physical examinations."""

from django.urls import path

from onelane.channels.backoffice.physicals import views

urlpatterns = [
    path("", views.page, name="physicals"),
    path("read/", views.read_form, name="physicals-read"),
    path("institutions/", views.institutions, name="institutions"),
    path("institutions/doctors/", views.seat, name="institution-doctor"),
    path("institutions/<row:institution_id>/end/", views.end, name="institution-end"),
]
