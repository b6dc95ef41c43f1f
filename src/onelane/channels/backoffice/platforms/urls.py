"""The doors of the administrator to platforms."""

from django.urls import path

from onelane.channels.backoffice.platforms import views

app_name = "platforms"
urlpatterns = [
    path("", views.page, name="list"),
    path("register/", views.register, name="register"),
    path("<key:platform>/", views.platform, name="one"),
    path("<key:platform>/secret/", views.secret, name="secret"),
    path("<key:platform>/close/", views.close, name="close"),
    path("<key:platform>/webhooks/<row:webhook>/", views.deliveries, name="deliveries"),
    path("<key:platform>/webhooks/<row:webhook>/<row:delivery>/replay/", views.replay, name="replay"),
]
