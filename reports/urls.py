from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.whole_programme, name="programme"),
    path("programme.csv", views.programme_csv, name="programme_csv"),
    path("activities/<slug:slug>/", views.outcomes, name="outcomes"),
    path("activities/<slug:slug>/outcomes.csv", views.outcomes_csv, name="outcomes_csv"),
]
