"""The doors of the office's days."""

from django.urls import path

from onelane.channels.backoffice.days import views

app_name = "days"
urlpatterns = [
    path("", views.page, name="page"),
    path("change/", views.change, name="change"),
    path("take-back/", views.take_back, name="take-back"),
]
