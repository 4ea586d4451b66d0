from django.db import models


class Status(models.TextChoices):
    """The states of REV-1. Only `activities.workflow` moves an activity from one to another."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved", "Approved"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CANCELLED = "cancelled", "Cancelled"


PUBLISHED = (Status.APPROVED, Status.OPEN, Status.CLOSED)
IN_PLANNING = (Status.DRAFT, Status.CHANGES_REQUESTED)
UNDECIDED = (*IN_PLANNING, Status.SUBMITTED)
NEVER_HELD = (Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)


class Stage(models.IntegerChoices):
    """Where a plan stands for those who plan, in the order in which they look at it."""

    WITH_PLANNERS = 0, "Waits for you"
    WITH_OFFICE = 1, "With the office"
    COMING = 2, "Coming"
    HELD = 3, "Held"
    NOT_HELD = 4, "Not held"
