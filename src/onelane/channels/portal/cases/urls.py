"""The doors of a citizen's case."""

from django.urls import path

from onelane.channels.portal.cases import correction, views

app_name = "cases"
urlpatterns = [
    path("cases/<key:number>/", views.page, name="page"),
    path("cases/<key:number>/now/", views.now, name="now"),
    path("cases/<key:number>/why/", views.why, name="why"),
    path("cases/<key:number>/correct/", correction.correct, name="correct"),
    path("cases/<key:number>/pay/", views.pay, name="pay"),
    path("cases/<key:number>/address/", views.address, name="address"),
    path("cases/<key:number>/withdraw/", views.withdraw, name="withdraw"),
]
