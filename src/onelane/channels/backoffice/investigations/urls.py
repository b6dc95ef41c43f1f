"""The doors of the investigations."""

from django.urls import path

from onelane.channels.backoffice.investigations import views

app_name = "investigations"
urlpatterns = [
    path("", views.page, name="page"),
    path("<row:case_id>/clear/", views.clear, name="clear"),
]
