"""Addresses for programs outside that tell the office something."""

from django.urls import path

from onelane.channels.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/payment/<slug:provider>", views.payment, name="payment"),
    path("notices/post", views.post, name="post"),
]
