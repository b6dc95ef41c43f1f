"""The doors of the twin."""

from django.urls import path

from onelane.channels.backoffice.twin import deviations, estimates, reality, replay, staffing, what_if

urlpatterns = [
    path("what-if/", what_if.page, name="what-if"),
    path("staffing/", staffing.page, name="staffing"),
    path("estimates/", estimates.page, name="estimates"),
    path("reality/", reality.page, name="reality"),
    path("deviations/", deviations.page, name="deviations"),
    path("deviations/day.xes", deviations.as_xes, name="deviations-xes"),
    path("deviations/day.jsonocel", deviations.as_ocel, name="deviations-ocel"),
    path("replay/", replay.page, name="replay"),
    path("replay/day.json", replay.day, name="replay-day"),
]
