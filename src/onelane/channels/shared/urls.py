"""Addresses that every channel shares."""

from django.urls import path

from onelane.channels.shared import devices, signing_in, styleguide, views

app_name = "shared"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/second/", signing_in.second, name="second"),
    path("sign-in/bind/", signing_in.bind, name="bind"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("counter/", views.counter, name="counter"),
    path("devices/", devices.enrol, name="devices"),
    path("styleguide/", styleguide.show, name="styleguide"),
    path("healthz", views.alive, name="alive"),
]
