"""The doors of the acceptance window."""

from django.urls import path

from onelane.channels.window.acceptance import views

app_name = "acceptance"
urlpatterns = [
    path("", views.page, name="page"),
    path("cases/<row:case_id>/draft/", views.draft, name="draft"),
    path("cases/<row:case_id>/done/", views.done, name="done"),
    path("person/", views.person, name="person"),
]
