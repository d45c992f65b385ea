"""The root of the URLs: health, live updates, signing in; /api/ for machines, /portal/ for customers, else staff."""

from django.urls import include, path

from hashmend.both import home, live
from hashmend.web import errors, health

urlpatterns = [
    path("", home.home, name="home"),
    path("live/", live.live, name="live"),
    path("healthz", health.healthz, name="healthz"),
    path("", include("hashmend.both.accounts.urls")),
    path("", include("hashmend.both.lists.urls")),
    path("api/", include("hashmend.api.urls")),
    path("portal/", include("hashmend.portal.urls")),
    path("", include("hashmend.desk.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
