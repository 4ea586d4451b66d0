"""The pages of credit, split by noun."""

from credits.views.archives import certificates_of, my_certificates
from credits.views.certificates import certificate, certificate_pdf, certificate_state, make_again
from credits.views.claims import claim, correct
from credits.views.goals import goal, goal_act
from credits.views.late import late_claim, presence
from credits.views.left import left, left_of
from credits.views.outside import outside, outside_proof, remove_outside
from credits.views.recorded import undo_recorded
from credits.views.transcripts import transcript, transcript_csv, transcript_pdf
from credits.views.verification import verify, verify_number

__all__ = [
    "certificate",
    "certificate_pdf",
    "certificate_state",
    "certificates_of",
    "claim",
    "correct",
    "goal",
    "goal_act",
    "late_claim",
    "left",
    "left_of",
    "make_again",
    "my_certificates",
    "outside",
    "outside_proof",
    "presence",
    "remove_outside",
    "transcript",
    "transcript_csv",
    "transcript_pdf",
    "undo_recorded",
    "verify",
    "verify_number",
]
