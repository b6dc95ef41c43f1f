"""The doors of the manager's dashboard."""

from django.urls import path

from onelane.channels.backoffice.dashboard import pages

urlpatterns = [
    path("", pages.page, name="dashboard"),
    path("figures/", pages.figures, name="dashboard-figures"),
    path("stations.csv", pages.export, name="dashboard-export"),
    path("report.pdf", pages.report, name="dashboard-report"),
]
