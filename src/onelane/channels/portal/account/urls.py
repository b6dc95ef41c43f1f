"""The doors of a citizen's account."""

from django.urls import path

from onelane.channels.portal.account import proving, signing_in

app_name = "account"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("prove/", proving.prove, name="prove"),
    path("prove/send/", proving.send, name="prove-send"),
]
