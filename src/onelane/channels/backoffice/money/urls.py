"""The doors of money behind the lane."""

from django.urls import path

from onelane.channels.backoffice.money import day, refunds

app_name = "money"
urlpatterns = [
    path("", day.page, name="day"),
    path("fetch/", day.fetch, name="fetch"),
    path("settle/", day.settle, name="settle"),
    path("sign/", day.sign, name="sign"),
    path("treasury.csv", day.treasury, name="treasury"),
    path("refunds/", refunds.page, name="refunds"),
    path("refunds/propose/", refunds.propose, name="propose"),
    path("refunds/decide/", refunds.decide, name="decide"),
    path("refunds/hand-back/", refunds.hand_back, name="hand-back"),
]
