from django.urls import path

from evaluations import views

app_name = "evaluations"
urlpatterns = [
    path("activities/<slug:slug>/evaluate/", views.evaluate, name="evaluate"),
    path("activities/<slug:slug>/assessment/", views.assessment, name="assessment"),
    path("plan/<slug:slug>/assessment/", views.edit_assessment, name="edit_assessment"),
]
