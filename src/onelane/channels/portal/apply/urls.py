"""The doors of an application that is being filled in."""

from django.urls import path

from onelane.channels.portal.apply import papers, sending, starting, views

app_name = "apply"
urlpatterns = [
    path("apply/<slug:service>/", starting.start, name="start"),
    path("applications/<key:number>/", views.resume, name="resume"),
    path("applications/<key:number>/papers/", papers.page, name="papers"),
    path("applications/<key:number>/papers/photo/", papers.use_photo, name="use-photo"),
    path("applications/<key:number>/papers/<row:document_id>/", papers.picture, name="picture"),
    path("applications/<key:number>/papers/<row:document_id>/take-out/", papers.take_out, name="take-out"),
    path("applications/<key:number>/check/", sending.check, name="check"),
    path("applications/<key:number>/throw-away/", sending.throw_away, name="throw-away"),
    path("applications/<key:number>/part/<slug:topic>/", views.part, name="part"),
    path("applications/<key:number>/part/<slug:topic>/keep/", views.keep, name="keep"),
]
