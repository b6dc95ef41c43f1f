"""The doors behind the lane."""

from django.urls import path

from onelane.channels.backoffice import (
    case_page,
    certificate_room,
    journal_page,
    plate_room,
    refusing,
    review,
    settings_page,
    today,
)

app_name = "backoffice"
urlpatterns = [
    path("review/", review.page, name="review"),
    path("review/queue/", review.queue, name="review-queue"),
    path("review/next/", review.take_next, name="review-next"),
    path("review/<row:case_id>/done/", review.done, name="review-done"),
    path("review/<row:case_id>/release/", review.release, name="review-release"),
    path("review/<row:case_id>/send-back/", review.send_back, name="review-send-back"),
    path("review/<row:case_id>/ask/", review.ask, name="review-ask"),
    path("review/<row:case_id>/go-on/", review.go_on, name="review-go-on"),
    path("review/<row:case_id>/undo/", review.undo, name="review-undo"),
    path("review/<row:case_id>/refuse/", refusing.refuse, name="review-refuse"),
    path("plate-room/", plate_room.page, name="plate-room"),
    path("plate-room/queue/", plate_room.queue, name="plate-room-queue"),
    path("plate-room/next/", plate_room.take_next, name="plate-room-next"),
    path("plate-room/<row:case_id>/done/", plate_room.done, name="plate-room-done"),
    path("plate-room/<row:case_id>/release/", plate_room.release, name="plate-room-release"),
    path("plate-room/<row:case_id>/undo/", plate_room.undo, name="plate-room-undo"),
    path("certificate-room/", certificate_room.page, name="certificate-room"),
    path("certificate-room/queue/", certificate_room.queue, name="certificate-room-queue"),
    path("certificate-room/next/", certificate_room.take_next, name="certificate-room-next"),
    path("certificate-room/<row:case_id>/done/", certificate_room.done, name="certificate-room-done"),
    path("certificate-room/<row:case_id>/release/", certificate_room.release, name="certificate-room-release"),
    path("certificate-room/<row:case_id>/undo/", certificate_room.undo, name="certificate-room-undo"),
    path("certificate-room/papers/<row:paper_id>.pdf", certificate_room.paper_pdf, name="paper-pdf"),
    path("certificate-room/papers/<row:paper_id>.png", certificate_room.paper_picture, name="paper-picture"),
    path("certificate-room/papers/<row:paper_id>/print/", certificate_room.print_paper, name="paper-print"),
    path("case/<key:number>/", case_page.page, name="case"),
    path("case/<key:number>/standing/", case_page.standing, name="case-standing"),
    path("case/<key:number>/show/", case_page.show, name="case-show"),
    path("case/<key:number>/path.bpmn", case_page.diagram, name="case-diagram"),
    path("case/<key:number>/pictures/<row:document_id>/", case_page.picture, name="case-picture"),
    path("today/", today.page, name="today"),
    path("today/figures/", today.figures, name="today-figures"),
    path("today/visits.csv", today.export, name="today-export"),
    path("journal/", journal_page.page, name="journal"),
    path("journal/verify/", journal_page.verify, name="journal-verify"),
    path("settings/", settings_page.page, name="settings"),
]
