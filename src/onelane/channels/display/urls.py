"""The doors of the hall board."""

from django.urls import path

from onelane.channels.display import views

app_name = "display"
urlpatterns = [
    path("<slug:office>/", views.page, name="board"),
    path("<slug:office>/state/", views.state, name="state"),
    path("<slug:office>/counts/", views.counts, name="counts"),
]
