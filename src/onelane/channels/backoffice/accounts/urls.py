"""The doors of the administrator to accounts and machines."""

from django.urls import path

from onelane.channels.backoffice.accounts import machines, resets, views

app_name = "accounts"
urlpatterns = [
    path("", views.page, name="list"),
    path("hire/", views.hire, name="hire"),
    path("<row:account_id>/", views.account, name="account"),
    path("<row:account_id>/appoint/", views.appoint, name="appoint"),
    path("<row:account_id>/lock/", views.lock, name="lock"),
    path("<row:account_id>/reset/", resets.propose, name="propose-reset"),
    path("posts/<row:post_id>/end/", views.end_post, name="end-post"),
    path("resets/", resets.page, name="resets"),
    path("resets/<row:reset_id>/", resets.decide, name="decide-reset"),
    path("machines/", machines.page, name="machines"),
    path("machines/<row:machine_id>/revoke/", machines.revoke, name="revoke"),
]
