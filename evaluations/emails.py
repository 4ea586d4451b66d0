"""Letters about evaluations."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from activities.emails import office_addresses
from activities.models import OfficeSettings, TeamMember
from core.letters import Draft, Secrets, send_letter
from evaluations.links import answer_link, stop_link
from evaluations.models import CourseReview, Evaluation, FollowUp, FollowUpLetter, FollowUpLine, GrantedAttempt
from evaluations.standard import BIAS_WHY


def send_bias_alert(evaluation: Evaluation) -> None:
    """Tell the office what a learner found biased, and not who it was (EVL-4)."""
    activity = evaluation.questionnaire.activity
    why = evaluation.answers.filter(question__key=BIAS_WHY).values_list("text", flat=True).first()
    context = {
        "activity": activity,
        "session": evaluation.session,
        "why": why,
        "address": settings.SITE_URL + reverse("admin:evaluations_biasreport_change", args=[evaluation.pk]),
    }
    for reader in office_addresses():
        draft = Draft(
            key=f"bias:{evaluation.pk}",
            kind="bias",
            to=reader,
            subject=f"Bias reported: {activity}",
            template="evaluations/bias_alert",
            context=context,
            about=activity,
        )
        send_letter(draft, at=timezone.now())


def send_follow_up_letter(letter: FollowUpLetter) -> None:
    """Ask what became of commitments and remind of others (EVL-3). What was answered meanwhile is left out."""
    lines = list(
        letter.lines.filter(follow_up__answered_at=None)
        .select_related("follow_up__evaluation__questionnaire__activity", "follow_up__evaluation__session")
        .prefetch_related("follow_up__evaluation__commitments")
    )
    asked = [line.follow_up for line in lines if line.stage != FollowUpLine.Stage.REMIND]
    reminded = [line.follow_up for line in lines if line.stage == FollowUpLine.Stage.REMIND]
    if not lines or hasattr(letter.learner, "follow_up_stop"):
        return
    office, secrets = OfficeSettings.current(), Secrets()
    stop = secrets.gap("stop_link", stop_link(letter.learner))
    # What somebody set out to change is theirs: the letter that is kept has gaps in its place (EVL-4).
    context = {
        "link": secrets.gap("link", answer_link(letter)),
        "stop_link": stop,
        "person": letter.learner,
        "asked": [_place(follow_up, secrets) for follow_up in asked],
        "reminded": [_place(follow_up, secrets) for follow_up in reminded],
        "is_second": all(line.stage == FollowUpLine.Stage.ASK_AGAIN for line in lines),
        "days": office.follow_up_link_days,
        "office": office,
    }
    draft = Draft(
        key=f"follow-up:{letter.pk}",
        kind="follow-up",
        to=letter.learner,
        subject=_follow_up_subject(asked, reminded),
        template="evaluations/follow_up_letter",
        context=context,
        secrets=secrets,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    send_letter(draft, at=timezone.now())


def _place(follow_up: FollowUp, secrets: Secrets) -> dict[str, Any]:
    """What commitments were made at, and where their words are filled in, as text and as HTML."""
    evaluation = follow_up.evaluation
    words = []
    for commitment in evaluation.commitments.all():
        name = f"commitment-{commitment.pk}"
        text = secrets.gap(name, commitment.text)
        words.append({"text": text, "html": secrets.gap(f"{name}-html", escape(commitment.text))})
    return {"activity": evaluation.questionnaire.activity, "session": evaluation.session, "commitments": words}


def _follow_up_subject(asked: list[FollowUp], reminded: list[FollowUp]) -> str:
    """Names the activity where there is one only; a title never breaks the header."""
    titles = {str(follow_up.evaluation.questionnaire.activity) for follow_up in asked or reminded}
    subject = "Did it work out?" if asked else "What you set out to change"
    return f"{subject} {titles.pop()}" if asked and len(titles) == 1 else subject


def send_course_review_letter(review: CourseReview) -> None:
    """Ask those who direct it to look back (EVL-6)."""
    for draft in course_review_letters(review, key=f"course-review:{review.pk}"):
        send_letter(draft, at=timezone.now())


def course_review_letters(review: CourseReview, *, key: str, reminds: bool = False) -> list[Draft]:
    """One to each who directs it."""
    activity = review.activity
    directors = User.objects.filter(
        team_memberships__activity=activity, team_memberships__role__in=TeamMember.ATTESTING_ROLES, is_active=True
    ).distinct()
    context = {
        "activity": activity,
        "review": review,
        "reminds": reminds,
        "results": settings.SITE_URL + reverse("reports:outcomes", args=[activity.slug]),
        "address": settings.SITE_URL + reverse("evaluations:course_review", args=[activity.slug, review.pk]),
        "office": OfficeSettings.current(),
    }
    return [
        Draft(
            key=key,
            kind="course-review",
            to=director,
            subject=f"{'A reminder to' if reminds else 'Please'} look back: {activity}",
            template="evaluations/course_review_letter",
            context={**context, "directors": director.get_full_name() or "colleague"},
            about=activity,
        )
        for director in directors
    ]


def granted_attempt_letter(granted: GrantedAttempt) -> Draft:
    """Tell a learner that the assessment can be taken once more (AMA-5)."""
    activity = granted.activity
    return Draft(
        key=f"granted-attempt:{granted.pk}",
        kind="assessment",
        to=granted.learner,
        subject=f"Another attempt: {activity}",
        template="evaluations/granted_attempt_letter",
        context={
            "granted": granted,
            "activity": activity,
            "address": settings.SITE_URL + reverse("evaluations:assessment", args=[activity.slug]),
        },
        about=activity,
    )
