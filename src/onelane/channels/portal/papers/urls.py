"""The doors of a citizen's own papers."""

from django.urls import path

from onelane.channels.portal.papers import views

app_name = "own_papers"
urlpatterns = [
    path("", views.page, name="page"),
    path("extract/", views.extract, name="extract"),
    path("<key:paper_key>/credential/", views.credential, name="credential"),
    path("<key:paper_key>.pdf", views.file, name="file"),
]
