"""Pages that belong to no single room."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.typing_kept import KEPT_UNTIL_SIGNED_IN, keep_refused_post


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that stood open too long. What was typed is kept for its author (PLN-9)."""
    if keep_refused_post(request):
        if not request.user.is_authenticated:
            messages.warning(request, KEPT_UNTIL_SIGNED_IN)
            return redirect_to_login(request.get_full_path())
        messages.warning(request, "This page had been open for very long. Please send it once more.")
        return redirect(request.get_full_path())
    return render(request, "403.html", {"reason": reason}, status=403)
