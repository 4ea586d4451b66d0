"""For which activities and roles somebody is asked to disclose: a fact of this room that a page of another one shows."""

from django import template
from django.utils import timezone

from accounts.models import User
from activities.engagements import Engagement, asked_to_disclose_for

register = template.Library()


@register.simple_tag
def asked_of(person: User) -> list[Engagement]:
    return asked_to_disclose_for(person, at=timezone.now())
