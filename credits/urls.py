from django.urls import path

from credits import views

app_name = "credits"
urlpatterns = [
    path("me/", views.left, name="left"),
    path("me/transcript/", views.transcript, name="transcript"),
    path("me/transcript.csv", views.transcript_csv, name="transcript_csv"),
    path("people/<int:pk>/credit/", views.left_of, name="left_of"),
    path("activities/<slug:slug>/claim/", views.claim, name="claim"),
    path("activities/<slug:slug>/sessions/<int:session>/claim/", views.claim, name="claim"),
    path("certificates/<str:number>.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<str:number>/", views.certificate, name="certificate"),
    path("certificates/<str:number>/state/", views.certificate_state, name="certificate_state"),
    path("certificates/<str:number>/correct/", views.correct, name="correct"),
    path("certificates/<str:number>/again/", views.make_again, name="make_again"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.verify_number, name="verify_number"),
]
