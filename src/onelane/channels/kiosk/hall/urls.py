"""The doors of the self-service kiosk."""

from django.urls import path

from onelane.channels.kiosk.hall import asking, entrance, sending, signing

app_name = "hall"
urlpatterns = [
    path("", entrance.start, name="start"),
    path("enrol/", entrance.enrol, name="enrol"),
    path("begin/", entrance.begin, name="begin"),
    path("services/", entrance.services, name="services"),
    path("choose/", entrance.choose, name="choose"),
    path("look/", entrance.look, name="look"),
    path("end/", entrance.end, name="end"),
    path("devices/", entrance.devices_page, name="devices"),
    path("beat/", entrance.beat, name="beat"),
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-in/standing/", signing.standing, name="standing"),
    path("sign-in/enter/", signing.enter, name="enter"),
    path("sign-in/practice-card/", signing.practice_card, name="practice-card"),
    path("reader/", signing.reader, name="reader"),
    path("reader/enrol/", signing.enrol_reader, name="enrol-reader"),
    path("onward/", asking.onward, name="onward"),
    path("about/", asking.about, name="about"),
    path("ask/<slug:field>/", asking.ask, name="ask"),
    path("code/", asking.code, name="code"),
    path("check/", sending.check, name="check"),
    path("picture/", sending.photo, name="photo"),
    path("send/", sending.send, name="send"),
    path("after/", sending.after, name="after"),
    path("pay/", sending.pay, name="pay"),
    path("print/", sending.put_out, name="print"),
]
