"""The doors of the hand-over desk."""

from django.urls import path

from onelane.channels.window.hand_over import views

app_name = "hand_over"
urlpatterns = [
    path("", views.page, name="page"),
    path("cases/<row:case_id>/done/", views.done, name="done"),
]
