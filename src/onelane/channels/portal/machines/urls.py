"""The door of a machine's sign-in on the phone."""

from django.urls import path

from onelane.channels.portal.machines import views

app_name = "machines"
urlpatterns = [path("k/<key:token>/", views.confirm, name="confirm")]
