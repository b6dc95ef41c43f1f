"""The doors of the official account."""

from django.urls import path

from onelane.channels.wechat import views

app_name = "wechat"
urlpatterns = [
    path("wechat/", views.callback, name="callback"),
    path("my/wechat/", views.page, name="page"),
    path("my/wechat/code/", views.code, name="code"),
    path("my/wechat/end/", views.end, name="end"),
]
