from django.urls import path

from disclosures.views import (
    company_names,
    company_names_by_link,
    disclose,
    disclose_by_link,
    refuse,
    refuse_by_link,
    thanks,
    thanks_by_link,
)

app_name = "disclosures"
urlpatterns = [
    path("", disclose, name="disclose"),
    path("refuse/", refuse, name="refuse"),
    path("<str:token>/refuse/", refuse_by_link, name="refuse_by_link"),
    path("thanks/", thanks, name="thanks"),
    path("<str:token>/thanks/", thanks_by_link, name="thanks_by_link"),
    path("companies/", company_names, name="company_names"),
    path("<str:token>/companies/", company_names_by_link, name="company_names_by_link"),
    path("<str:token>/", disclose_by_link, name="by_link"),
]
