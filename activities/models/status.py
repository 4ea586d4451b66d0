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
