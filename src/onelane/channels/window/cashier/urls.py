"""The doors of the cashier."""

from django.urls import path

from onelane.channels.window.cashier import views

app_name = "cashier"
urlpatterns = [
    path("", views.page, name="page"),
    path("drawer/", views.drawer, name="drawer"),
    path("bills/", views.bills, name="bills"),
    path("cases/<row:case_id>/", views.case, name="case"),
    path("cases/<row:case_id>/status/", views.status, name="status"),
    path("cases/<row:case_id>/code/", views.code, name="code"),
    path("cases/<row:case_id>/desk/", views.at_desk, name="desk"),
    path("cases/<row:case_id>/waive/", views.waive, name="waive"),
    path("cases/<row:case_id>/void/", views.void, name="void"),
    path("cases/<row:case_id>/bill/", views.bill_again, name="bill-again"),
]
