from django.urls import path, register_converter

from credits import views


class NumberConverter:
    """What may be the number of a certificate; anything else is no address at all."""

    regex = "[A-Z0-9-]{1,20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "number")

app_name = "credits"
urlpatterns = [
    path("me/", views.left, name="left"),
    path("me/transcript/", views.transcript, name="transcript"),
    path("me/transcript.csv", views.transcript_csv, name="transcript_csv"),
    path("me/transcript.pdf", views.transcript_pdf, name="transcript_pdf"),
    path("me/transcript/outside/", views.outside, name="outside"),
    path("me/transcript/outside/<int:pk>/", views.outside, name="outside"),
    path("me/transcript/outside/<int:pk>/remove/", views.remove_outside, name="remove_outside"),
    path("me/transcript/goals/", views.goal, name="goal"),
    path("me/transcript/goals/<int:pk>/", views.goal, name="goal"),
    path("me/transcript/goals/<int:pk>/act/", views.goal_act, name="goal_act"),
    path("outside/<int:pk>/proof/", views.outside_proof, name="outside_proof"),
    path("people/<int:pk>/credit/", views.left_of, name="left_of"),
    path("activities/<slug:slug>/claim/", views.claim, name="claim"),
    path("activities/<slug:slug>/sessions/<int:session>/claim/", views.claim, name="claim"),
    path("activities/<slug:slug>/work/<int:work>/claim/", views.claim, name="claim_work"),
    path("activities/<slug:slug>/claim/late/", views.late_claim, name="late_claim"),
    path("activities/<slug:slug>/sessions/<int:session>/claim/late/", views.late_claim, name="late_claim"),
    path("activities/<slug:slug>/work/<int:work>/claim/late/", views.late_claim, name="late_claim_work"),
    path("plan/<slug:slug>/attendance/<int:session>/<int:pk>/undo/", views.undo_recorded, name="undo_recorded"),
    path("activities/<slug:slug>/was-there/", views.presence, name="presence"),
    path("me/certificates.zip", views.my_certificates, name="my_certificates"),
    path("activities/<slug:slug>/certificates.zip", views.certificates_of, name="certificates_of"),
    path("certificates/<number:number>.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<number:number>/", views.certificate, name="certificate"),
    path("certificates/<number:number>/state/", views.certificate_state, name="certificate_state"),
    path("certificates/<number:number>/correct/", views.correct, name="correct"),
    path("certificates/<number:number>/again/", views.make_again, name="make_again"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.verify_number, name="verify_number"),
]
