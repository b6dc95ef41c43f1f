"""The doors of the citizen: the home page, and the one ticket on the phone."""

from django.urls import path

from onelane.channels.portal import in_app, views
from onelane.channels.portal.papers import slips
from onelane.channels.portal.plates import composing, door, preselecting, publication

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("plates/segments/", publication.segments, name="segments"),
    path("plates/segments.csv", publication.table, name="segments-table"),
    path("cases/<key:number>/number/", preselecting.page, name="preselect"),
    path("cases/<key:number>/number/door/", door.arrive, name="preselect-door"),
    path("door/<key:key>/", door.page, name="door"),
    path("cases/<key:number>/number/draw/", preselecting.draw, name="preselect-draw"),
    path("cases/<key:number>/number/hold/", preselecting.hold, name="preselect-hold"),
    path("cases/<key:number>/number/compose/", preselecting.compose, name="preselect-compose"),
    path("t/<key:key>/", views.ticket, name="ticket"),
    path("t/<key:key>/now/", views.ticket_now, name="now"),
    path("t/<key:key>/pay/", views.pay, name="pay"),
    path("t/<key:key>/wechat/", in_app.pay, name="in-app"),
    path("t/<key:key>/receipt/", views.receipt, name="receipt"),
    path("t/<key:key>/papers/<key:paper_key>.pdf", slips.file, name="slip"),
    path("t/<key:key>/numbers/", views.draw, name="draw"),
    path("t/<key:key>/number/", views.choose, name="choose"),
    path("t/<key:key>/compose/", composing.compose, name="compose"),
    path("t/<key:key>/away/", views.away, name="away"),
    path("t/<key:key>/back/", views.back, name="back"),
    path("t/<key:key>/leave/", views.leave, name="leave"),
]
