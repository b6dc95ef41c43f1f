"""The doors of the stock of blank forms."""

from django.urls import path

from onelane.channels.backoffice.stock import views

urlpatterns = [
    path("", views.page, name="stock"),
    path("blanks/", views.blanks, name="stock-blanks"),
    path("count-in/", views.count_in, name="stock-count-in"),
    path("spoil/", views.spoil, name="stock-spoil"),
    path("destruction/propose/", views.propose, name="stock-propose"),
    path("destruction/<row:destruction_id>/confirm/", views.confirm, name="stock-confirm"),
    path("destruction/<row:destruction_id>/drop/", views.drop, name="stock-drop"),
]
