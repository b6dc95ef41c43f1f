"""The doors of the online office."""

from django.urls import path

from onelane.channels.backoffice.online import cards, pick_up, post_room, queue, refusals, review, supervision

app_name = "online"
urlpatterns = [
    path("online/", queue.page, name="queue"),
    path("online/list/", queue.listed, name="list"),
    path("online/next/", queue.take_next, name="next"),
    path("online/<row:case_id>/", review.page, name="case"),
    path("online/<row:case_id>/take/", queue.take, name="take"),
    path("online/<row:case_id>/decide/", review.decide, name="decide"),
    path("online/<row:case_id>/put-back/", review.put_back, name="put-back"),
    path("online/<row:case_id>/propose/", refusals.propose, name="propose"),
    path("online/<row:case_id>/refusal/", refusals.decide, name="refusal"),
    path("cards/", cards.page, name="cards"),
    path("cards/<row:case_id>/<row:paper_id>/print/", cards.print_paper, name="card-print"),
    path("cards/<row:case_id>/<row:paper_id>.pdf", cards.paper, name="card"),
    path("cards/<row:case_id>/done/", cards.done, name="cards-done"),
    path("pick-up/", pick_up.page, name="pick-up"),
    path("pick-up/<row:case_id>/", pick_up.case, name="pick-up-case"),
    path("pick-up/<row:case_id>/done/", pick_up.done, name="pick-up-done"),
    path("supervision/", supervision.page, name="supervision"),
    path("supervision/<row:case_id>/", supervision.report, name="report"),
    path("supervision/<row:case_id>/take-up/", supervision.take_up, name="take-up"),
    path("supervision/<row:case_id>/answer/", supervision.answer, name="answer-report"),
    path("supervision/<row:case_id>/evidence/<row:document_id>/", supervision.evidence, name="evidence"),
    path("dispatch/", post_room.page, name="post-room"),
    path("dispatch/scan/", post_room.scan, name="scan"),
    path("dispatch/<row:parcel_id>/pack/", post_room.pack, name="pack"),
    path("dispatch/<row:parcel_id>/unpack/", post_room.unpack, name="unpack"),
    path("dispatch/<row:parcel_id>/label.pdf", post_room.label, name="label"),
    path("dispatch/<row:parcel_id>/again/", post_room.send_again, name="send-again"),
    path("dispatch/<row:parcel_id>/hand-over/", post_room.hand_over, name="hand-over"),
]
