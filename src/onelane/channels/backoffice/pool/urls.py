"""The doors to the number pool."""

from django.urls import path

from onelane.channels.backoffice.pool import views

urlpatterns = [
    path("pool/", views.page, name="pool"),
    path("pool/segments/", views.propose, name="pool-propose"),
    path("pool/segments/<row:segment_id>/release/", views.release, name="pool-release"),
    path("pool/notices/", views.notices, name="pool-notices"),
    path("pool/notices/propose/", views.propose_notice, name="pool-notice-propose"),
    path("pool/notices/<row:notice_id>/confirm/", views.confirm_notice, name="pool-notice-confirm"),
    path("pool/fairness/", views.fairness, name="pool-fairness"),
]
