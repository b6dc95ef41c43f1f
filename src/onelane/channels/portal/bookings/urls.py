"""The doors of bookings: my own below /my/bookings/, the published plan and results for everybody below /places/."""

from django.urls import path

from onelane.channels.portal.bookings import asking, fees, mine, results

app_name = "bookings"
urlpatterns = [
    path("my/bookings/", mine.home, name="home"),
    path("my/bookings/<row:booking_id>/", mine.booking, name="booking"),
    path("my/bookings/<row:booking_id>/booking.ics", mine.calendar, name="calendar"),
    path("my/bookings/<row:booking_id>/slip/", mine.slip, name="slip"),
    path("my/bookings/<row:booking_id>/cancel/", mine.cancel, name="cancel"),
    path("my/bookings/wishes/<row:wish_id>/", mine.wish, name="wish"),
    path("my/bookings/wishes/<row:wish_id>/withdraw/", mine.withdraw, name="withdraw"),
    path("my/bookings/tests/<row:learner_id>/<slug:exam>/", asking.test, name="test"),
    path("my/bookings/slots/<row:vehicle_id>/<slug:slot>/", asking.slot, name="slot"),
    path("my/bookings/elsewhere/<row:learner_id>/", asking.elsewhere, name="elsewhere"),
    path("my/bookings/pay/<row:learner_id>/<slug:exam>/", fees.open_bill, name="open-bill"),
    path("my/bookings/fees/<key:number>/", fees.page, name="fees"),
    path("my/bookings/fees/<key:number>/pay/", fees.pay, name="pay"),
    path("places/", results.overview, name="results"),
    path("places/<row:allotment_id>/", results.result, name="result"),
    path("places/<row:allotment_id>/result.json", results.download, name="download"),
    path("places/key.txt", results.key, name="key"),
]
