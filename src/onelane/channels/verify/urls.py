"""The doors for whoever wants to check a paper or a draw."""

from django.urls import path

from onelane.channels.verify import papers, views

app_name = "verify"
urlpatterns = [
    path("v/", papers.page, name="paper"),
    path("v/trust.json", papers.trust, name="trust"),
    path("v/sw.js", papers.worker, name="worker"),
    path("v/root.crt", papers.root, name="root"),
    path("draws/verify/", views.page, name="page"),
    path("draws/keys/", views.keys, name="keys"),
    path("draws/receipts/<slug:link>/", views.receipt, name="receipt"),
    path("draws/receipts/<slug:link>/file/", views.file, name="file"),
]
