"""The doors of my affairs."""

from django.urls import path

from onelane.channels.portal.affairs import authorisations, contact, copying, photos, telling, views

app_name = "affairs"
urlpatterns = [
    path("", views.home, name="home"),
    path("who-looked/", views.looked, name="looked"),
    path("contact/", contact.contact, name="contact"),
    path("contact/send/", contact.send, name="contact-send"),
    path("contact/mobile/", contact.mobile, name="contact-mobile"),
    path("photos/", photos.page, name="photos"),
    path("photos/<row:photo_id>.jpg", photos.picture, name="photo"),
    path("photos/<row:photo_id>/erase/", photos.erase, name="photo-erase"),
    path("messages/", telling.page, name="telling"),
    path("copy/", copying.copy, name="copy"),
    path("authorisations/", authorisations.page, name="authorisations"),
    path("authorisations/give/", authorisations.give, name="give"),
    path("authorisations/ask/", authorisations.ask, name="ask"),
    path("authorisations/<row:authorisation_id>/decide/", authorisations.decide, name="decide"),
    path("authorisations/<row:authorisation_id>/end/", authorisations.end, name="end"),
]
