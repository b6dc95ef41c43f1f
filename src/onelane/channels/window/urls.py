"""The doors of the staff pages that meet the owner: lane entry, window, cashier, hand-over."""

from django.urls import include, path

from onelane.channels.window.calls.urls import urlpatterns as calls

urlpatterns = [
    path("lane/entry/", include("onelane.channels.window.entry.urls")),
    path("window/", include("onelane.channels.window.acceptance.urls")),
    path("window/", include((calls, "calls"), namespace="window-calls")),
    path("cashier/", include("onelane.channels.window.cashier.urls")),
    path("hand-over/", include("onelane.channels.window.hand_over.urls")),
    path("hand-over/", include((calls, "calls"), namespace="hand-over-calls")),
]
