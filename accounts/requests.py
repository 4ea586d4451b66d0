from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """For the type checker: what a view behind `login_required` receives."""

    user: User
