"""All doors of the office: each channel keeps its own list."""

from django.urls import include, path

from onelane.channels.portal.account import identity

urlpatterns = [
    path("accounts/", include("onelane.channels.backoffice.accounts.urls")),
    path("", include("onelane.channels.backoffice.urls")),
    path("platforms/", include("onelane.channels.backoffice.platforms.urls")),
    path("money/", include("onelane.channels.backoffice.money.urls")),
    path("exams/", include("onelane.channels.backoffice.exams.urls")),
    path("days/", include("onelane.channels.backoffice.days.urls")),
    path("investigations/", include("onelane.channels.backoffice.investigations.urls")),
    path("", include("onelane.channels.backoffice.online.urls")),
    path("kiosks/", include("onelane.channels.backoffice.kiosks.urls")),
    path("board/", include("onelane.channels.display.urls")),
    path("kiosk/", include("onelane.channels.kiosk.urls")),
    path("kiosk/", include("onelane.channels.kiosk.hall.urls")),
    path("", include("onelane.channels.portal.machines.urls")),
    path("my/papers/", include("onelane.channels.portal.papers.urls")),
    path("", include("onelane.channels.portal.bookings.urls")),
    path("my/", include("onelane.channels.portal.affairs.urls")),
    path("account/", include("onelane.channels.portal.account.urls")),
    path("account/oidc/<slug:provider_id>/login/", identity.begin, name="openid_connect_login"),
    path("account/oidc/<slug:provider_id>/callback/", identity.callback, name="openid_connect_callback"),
    path("practice/", include("onelane.channels.portal.practice.urls")),
    path("", include("onelane.channels.portal.services.urls")),
    path("", include("onelane.channels.portal.urls")),
    path("", include("onelane.channels.portal.apply.urls")),
    path("", include("onelane.channels.portal.cases.urls")),
    path("bay/", include("onelane.channels.window.bay.urls")),
    path("", include("onelane.channels.window.urls")),
    path("", include("onelane.channels.verify.urls")),
    path("oauth/", include("onelane.channels.api.consent_urls")),
    path("", include("onelane.channels.api.urls")),
    path("", include("onelane.channels.wechat.urls")),
    path("", include("onelane.channels.notices.urls")),
    path("", include("onelane.channels.shared.urls")),
]

handler400 = "onelane.channels.shared.errors.bad_request"
handler403 = "onelane.channels.shared.errors.forbidden"
handler404 = "onelane.channels.shared.errors.not_found"
handler500 = "onelane.channels.shared.errors.fault"
