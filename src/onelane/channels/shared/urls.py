"""Addresses that every channel shares."""

from django.urls import path

from onelane.channels.shared import devices, proving, security, signing_in, styleguide, views

app_name = "shared"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/second/", signing_in.second, name="second"),
    path("sign-in/bind/", signing_in.bind, name="bind"),
    path("account/prove/", proving.prove, name="prove"),
    path("account/prove/send/", proving.send, name="prove-send"),
    path("security/", security.page, name="security"),
    path("security/app/", security.add_app, name="security-app"),
    path("security/passkey/", security.add_passkey, name="security-passkey"),
    path("security/codes/", security.recovery_codes, name="security-codes"),
    path("security/password/", security.password, name="security-password"),
    path("security/everywhere/", security.everywhere, name="security-everywhere"),
    path("security/<row:factor_id>/remove/", security.remove, name="security-remove"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("counter/", views.counter, name="counter"),
    path("devices/", devices.enrol, name="devices"),
    path("styleguide/", styleguide.show, name="styleguide"),
    path("healthz", views.alive, name="alive"),
]
