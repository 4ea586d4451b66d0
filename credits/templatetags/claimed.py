"""What one claimed, for the page of an activity: a fact of this room that a page of another one shows."""

from django import template

from accounts.models import User
from activities.models import Activity
from credits.claimed import Claimed, claimed_of

register = template.Library()


@register.simple_tag
def claimed_by(user: User, activity: Activity) -> Claimed | None:
    return claimed_of(activity, user) if user.is_authenticated else None
