"""The doors to the kiosks for staff."""

from django.urls import path

from onelane.channels.backoffice.kiosks import figures, views

app_name = "kiosks"
urlpatterns = [
    path("", views.page, name="list"),
    path("standing/", views.standing, name="standing"),
    path("add/", views.add, name="add"),
    path("figures/", figures.page, name="figures"),
    path("figures/uses.csv", figures.export, name="export"),
    path("<row:kiosk_id>/", views.one, name="one"),
    path("<row:kiosk_id>/code/", views.code, name="code"),
    path("<row:kiosk_id>/change/", views.change, name="change"),
    path("<row:kiosk_id>/lock/", views.lock, name="lock"),
    path("<row:kiosk_id>/retire/", views.retire, name="retire"),
    path("<row:kiosk_id>/test-print/", views.test_print, name="test-print"),
]
