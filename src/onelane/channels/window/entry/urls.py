"""The doors of the lane entry."""

from django.urls import path

from onelane.channels.window.entry import views

app_name = "entry"
urlpatterns = [
    path("", views.page, name="page"),
    path("arrive/", views.arrive, name="arrive"),
    path("queue/", views.queue, name="queue"),
    path("tickets/", views.take, name="take"),
    path("tickets/<row:ticket_id>/", views.ticket, name="ticket"),
    path("tickets/<row:ticket_id>/printed/", views.printed, name="printed"),
    path("tickets/<row:ticket_id>/reprint/", views.reprint, name="reprint"),
    path("tickets/<row:ticket_id>/back/", views.bring_back, name="bring-back"),
    path("tickets/<row:ticket_id>/again/", views.come_again, name="come-again"),
    path("tickets/<row:ticket_id>/leave/", views.leave, name="leave"),
]
