"""The doors of the exam office."""

from django.urls import path

from onelane.channels.backoffice.exams import plans, results

app_name = "exams"
urlpatterns = [
    path("", plans.page, name="page"),
    path("plan/", plans.plan, name="plan"),
    path("publish/", plans.publish, name="publish"),
    path("drop/<row:session_id>/", plans.drop, name="drop"),
    path("sites/", plans.add_site, name="add-site"),
    path("sessions/<row:session_id>/", results.page, name="session"),
    path("sessions/<row:session_id>/resize/", results.resize, name="resize"),
    path("sessions/<row:session_id>/call-off/", results.call_off, name="call-off"),
    path("sessions/<row:session_id>/close/", results.close, name="close"),
    path("bookings/<row:booking_id>/score/", results.score, name="score"),
    path("bookings/<row:booking_id>/absent/", results.absent, name="absent"),
    path("bookings/<row:booking_id>/came/", results.came, name="came"),
]
