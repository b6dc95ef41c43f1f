"""The doors of the machines: tickets at the lane entry, numbers in the hall."""

from django.urls import path

from onelane.channels.kiosk import numbers, tickets
from onelane.channels.kiosk.photo import views as photo

app_name = "kiosk"
urlpatterns = [
    path("tickets/", tickets.page, name="tickets"),
    path("tickets/take/", tickets.take, name="take"),
    path("tickets/<row:ticket_id>/", tickets.printing, name="printing"),
    path("tickets/<row:ticket_id>/printed/", tickets.printed, name="printed"),
    path("tickets/<row:ticket_id>/again/", tickets.again, name="again"),
    path("tickets/<row:ticket_id>/wait/", tickets.wait, name="wait"),
    path("photo/", photo.page, name="photo"),
    path("photo/look/", photo.look, name="photo-look"),
    path("photo/shoot/", photo.shoot, name="photo-shoot"),
    path("photo/keep/", photo.keep, name="photo-keep"),
    path("photo/slip/", photo.slip, name="photo-slip"),
    path("photo/end/", photo.end, name="photo-end"),
    path("numbers/", numbers.page, name="numbers"),
    path("numbers/find/", numbers.find, name="find"),
    path("numbers/visit/", numbers.visit, name="visit"),
    path("numbers/pay/", numbers.pay, name="pay"),
    path("numbers/draw/", numbers.draw, name="draw"),
    path("numbers/compose/", numbers.compose, name="compose"),
    path("numbers/choose/", numbers.choose, name="choose"),
    path("numbers/end/", numbers.end, name="end"),
]
