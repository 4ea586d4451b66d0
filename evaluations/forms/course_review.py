from django import forms

from core.words import WordLimit
from evaluations.models.course_review import REVIEW_WORDS


def _words(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=f"{help_text} At most {REVIEW_WORDS} words.",
        validators=[WordLimit(REVIEW_WORDS)],
        widget=forms.Textarea(attrs={"rows": 6, "data-word-limit": REVIEW_WORDS}),
        error_messages={"required": "Please write at least a sentence."},
    )


class CourseReviewForm(forms.Form):
    """What the director learned, and what changes next time (EVL-6)."""

    learned = _words("What was learned", "From the results, from those who taught, from what happened.")
    changes = _words("What changes next time", "In content, people, format or time; or why nothing needs to.")
