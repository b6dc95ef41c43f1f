"""The doors for whoever wants to check a draw."""

from django.urls import path

from onelane.channels.verify import views

app_name = "verify"
urlpatterns = [
    path("draws/verify/", views.page, name="page"),
    path("draws/keys/", views.keys, name="keys"),
    path("draws/receipts/<slug:link>/", views.receipt, name="receipt"),
    path("draws/receipts/<slug:link>/file/", views.file, name="file"),
]
