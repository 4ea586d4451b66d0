"""The director looks back (EVL-6)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.models import Activity
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from evaluations.course_reviews import reviews_owed, reviews_to_learn_from
from evaluations.forms import CourseReviewForm
from evaluations.models import CourseReview
from evaluations.services import write_review


@login_required
@require_http_methods(["GET", "POST"])
def course_review(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One review: its director writes or corrects it, other planners and the office read it."""
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    review = get_object_or_404(CourseReview.objects.select_related("activity", "written_by"), activity=activity, pk=pk)
    may_write = CourseReview.objects.to_write_by(request.user).filter(pk=review.pk).exists()
    form = None
    if may_write:
        form = CourseReviewForm(posted(request), initial={"learned": review.learned, "changes": review.changes})
        if request.method == "POST" and form.is_valid():
            try:
                write_review(review, **form.cleaned_data, by=request.user, at=timezone.now())
            except ActionRefused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "Thank you. It is on record, and shown when this is planned again.")
                return redirect("evaluations:course_reviews", slug=slug)
    context = {"activity": activity, "review": review, "form": form}
    return render(request, "evaluations/course_review.html", context)


@login_required
def course_reviews(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was learned from this activity and from those it was copied from; a fragment where a page asks for it."""
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    is_fragment = bool(getattr(request, "htmx", False))
    owed = reviews_owed([activity], reader=request.user, at=timezone.now()).get(activity.pk)
    context = {
        "activity": activity,
        "reviews": reviews_to_learn_from(activity),
        # Of what was held, the page that asks for the fragment says it by itself.
        "owed": None if is_fragment and activity.is_held else owed,
    }
    return render(request, f"evaluations/{'_' if is_fragment else ''}course_reviews.html", context)
