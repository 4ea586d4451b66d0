"""Addresses people may print (docs: design, “Addresses”). Each room adds its own."""

from django.contrib import admin
from django.urls import include, path

from uucme.demo_outbox import demo_outbox
from uucme.health import livez, readyz
from uucme.home import home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("plan/", include("activities.plan_urls")),
    path("reports/", include("reports.urls")),
    path("disclose/", include("disclosures.urls")),
    path("", include("activities.urls")),
    path("", include("learners.urls")),
    path("", include("evaluations.urls")),
    path("", include("credits.urls")),
    path("", include("people.urls")),
    path("demo/outbox/", demo_outbox, name="demo_outbox"),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
]
