"""The doors of a citizen's account."""

from django.urls import path

from onelane.channels.portal.account import registering, signing_in

app_name = "account"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("passkey/", signing_in.by_passkey, name="passkey"),
    path("register/", registering.register, name="register"),
    path("recover/", registering.recover, name="recover"),
]
