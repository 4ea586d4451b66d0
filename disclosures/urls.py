from django.urls import path

from disclosures.views import disclose, disclose_by_link, thanks

app_name = "disclosures"
urlpatterns = [
    path("", disclose, name="disclose"),
    path("thanks/", thanks, name="thanks"),
    path("<str:token>/", disclose_by_link, name="by_link"),
]
