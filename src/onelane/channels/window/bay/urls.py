"""The doors of the bay."""

from django.urls import path

from onelane.channels.window.bay import views

app_name = "bay"
urlpatterns = [
    path("", views.page, name="page"),
    path("next/", views.call_next, name="next"),
    path("calls/<row:work_id>/again/", views.recall, name="recall"),
    path("calls/<row:work_id>/no-show/", views.no_show, name="no-show"),
    path("calls/<row:work_id>/undo/", views.undo_call, name="undo-call"),
    path("calls/<row:work_id>/start/", views.start, name="start"),
    path("records/<row:record_id>/items/<int:no>/", views.write_item, name="item"),
    path("records/<row:record_id>/photos/", views.attach_photo, name="photo"),
    path("photos/<row:document_id>/", views.show_photo, name="show-photo"),
    path("records/<row:record_id>/done/", views.done, name="done"),
    path("cases/<row:case_id>/hand-on/", views.hand_on, name="hand-on"),
    path("records/<row:record_id>/again/", views.reinspect, name="reinspect"),
    path("tickets/<row:ticket_id>/aside/", views.set_aside, name="aside"),
    path("records/<row:record_id>/suspicion/", views.suspicion, name="suspicion"),
]
