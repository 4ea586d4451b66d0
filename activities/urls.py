from django.urls import path

from activities.views import catalogue

app_name = "activities"
urlpatterns = [
    path("activities/", catalogue.catalogue, name="catalogue"),
    path("activities/calendar.ics", catalogue.catalogue_calendar, name="catalogue_calendar"),
    path("activities/<slug:slug>/", catalogue.activity, name="activity"),
    path("activities/<slug:slug>/calendar.ics", catalogue.activity_calendar, name="calendar"),
]
