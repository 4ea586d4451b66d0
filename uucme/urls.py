"""Addresses people may print (docs: design, “Addresses”). Each room adds its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("plan/", include("activities.plan_urls")),
    path("disclose/", include("disclosures.urls")),
    path("", include("activities.urls")),
    path("", include("learners.urls")),
    path("", include("evaluations.urls")),
    path("", include("credits.urls")),
]
