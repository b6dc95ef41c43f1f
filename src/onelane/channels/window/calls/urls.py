"""The doors of calling; mounted once for each counter to which owners are called."""

from django.urls import path

from onelane.channels.window.calls import views

app_name = "calls"
urlpatterns = [
    path("next/", views.call_next, name="next"),
    path("stand-down/", views.stand_down, name="stand-down"),
    path("waiting/", views.waiting, name="waiting"),
    path("calls/<row:work_id>/again/", views.recall, name="recall"),
    path("calls/<row:work_id>/begin/", views.begin, name="begin"),
    path("calls/<row:work_id>/no-show/", views.no_show, name="no-show"),
    path("calls/<row:work_id>/undo/", views.undo_call, name="undo-call"),
    path("calls/<row:work_id>/transfer/", views.transfer, name="transfer"),
    path("tickets/<row:ticket_id>/hold/", views.hold, name="hold"),
    path("cases/<row:case_id>/undo/", views.undo, name="undo"),
]
