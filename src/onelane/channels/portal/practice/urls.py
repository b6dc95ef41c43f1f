"""The door of what a practice office plays."""

from django.urls import path

from onelane.channels.portal.practice import views

app_name = "practice"
urlpatterns = [path("phone/", views.phone, name="phone")]
