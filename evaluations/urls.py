from django.urls import path

from evaluations.views import assessment, comparing, composing, course_review, evaluation, follow_up

app_name = "evaluations"
urlpatterns = [
    path("activities/<slug:slug>/evaluate/", evaluation.evaluate, name="evaluate"),
    path("activities/<slug:slug>/before/", comparing.before, name="before"),
    path("activities/<slug:slug>/assessment/", assessment.assessment, name="assessment"),
    path("people/<int:pk>/attempts/<slug:slug>/", assessment.another_attempt, name="another_attempt"),
    path("plan/<slug:slug>/assessment/", assessment.edit_assessment, name="edit_assessment"),
    path("plan/<slug:slug>/questions/", composing.compose, name="compose"),
    path("plan/<slug:slug>/questions/new/", composing.write_question, name="add_question"),
    path("plan/<slug:slug>/questions/preview/", composing.preview, name="preview"),
    path("plan/<slug:slug>/questions/<int:pk>/", composing.write_question, name="change_question"),
    path("plan/<slug:slug>/learned/", course_review.course_reviews, name="course_reviews"),
    path("plan/<slug:slug>/learned/<int:pk>/", course_review.course_review, name="course_review"),
    path("me/commitments/", follow_up.commitments, name="commitments"),
    path("follow-up/<str:token>/", follow_up.follow_up, name="follow_up"),
    path("follow-up/<str:token>/stop/", follow_up.stop, name="stop_follow_ups"),
]
