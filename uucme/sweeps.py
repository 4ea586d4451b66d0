"""What the clock asks for again and again, so that nothing is lost with a broker, a worker or a mail server."""

from typing import Any, Final

from celery.schedules import crontab


def _sweep(task: str, schedule: float | crontab, *, expires: int | None = None) -> dict[str, Any]:
    """`schedule` and `expires` in seconds: by then the clock has asked anew, which is the default."""
    if expires is None:
        assert not isinstance(schedule, crontab)
        expires = int(schedule)
    return {"task": task, "schedule": schedule, "options": {"queue": "sweeps", "expires": expires}}


SWEEPS: Final[dict[str, dict[str, Any]]] = {
    "send letters that are due": _sweep("core.periodic.deliver_due_letters", 30.0),
    "make certificates that are missing": _sweep("credits.periodic.make_missing_certificates", 15.0),
    "draw sheets that somebody waits for": _sweep("core.periodic.draw_missing_files", 15.0),
    "let go of sheets that nobody wants": _sweep(
        "core.periodic.remove_forgotten_files", crontab(minute="17"), expires=3600
    ),
    "tell learners of revoked and replaced certificates": _sweep(
        "credits.periodic.send_missing_standing_letters", 60.0
    ),
    "tell learners that certificates are ready": _sweep("credits.periodic.announce_ready_certificates", 60.0),
    "write reminders of credit that waits": _sweep(
        "credits.periodic.write_due_claim_reminders", crontab(minute="*/10", hour="8-18"), expires=600
    ),
    "remind of credit that waits": _sweep("credits.periodic.send_missing_claim_reminders", 60.0),
    "try designs of certificates": _sweep("credits.periodic.try_waiting_designs", 60.0),
    "try refused certificates again": _sweep("credits.periodic.try_refused_certificates_again", 120.0),
    "alert the office of bias": _sweep("evaluations.periodic.send_missing_bias_alerts", 60.0),
    "write letters about commitments": _sweep(
        "evaluations.periodic.write_due_follow_up_letters",
        crontab(minute="*/10", hour="8-16", day_of_week="mon-fri"),
        expires=600,
    ),
    "ask directors to look back": _sweep(
        "evaluations.periodic.ask_for_due_reviews",
        crontab(minute="30", hour="8-15", day_of_week="mon-fri"),
        expires=3000,
    ),
    "send letters that ask to look back": _sweep("evaluations.periodic.send_missing_course_review_letters", 300.0),
    "send letters about commitments": _sweep("evaluations.periodic.send_missing_follow_up_letters", 60.0),
    "send letters that ask for disclosures": _sweep("disclosures.periodic.mail_missing_requests", 300.0),
    "take those who refused to disclose out of their roles": _sweep("activities.periodic.exclude_who_refused", 60.0),
    "ask to confirm disclosures that run out": _sweep(
        "activities.periodic.ask_to_confirm_disclosures", crontab(minute=10, hour=8), expires=3600
    ),
    "ask to renew series that end": _sweep("activities.periodic.ask_to_renew_series", 3600.0),
    "remind of sessions that lack something": _sweep("activities.periodic.remind_of_incomplete_sessions", 3600.0),
    "send letters about sessions": _sweep("activities.periodic.send_missing_session_letters", 60.0),
    "follow sessions that changed": _sweep("learners.periodic.follow_session_changes", 60.0),
    "tell learners of sessions that changed": _sweep("learners.periodic.send_missing_letters_about_sessions", 60.0),
    "seat those who wait": _sweep("learners.periodic.seat_those_who_wait", 60.0),
    "pass on seats nobody took": _sweep("learners.periodic.pass_on_unconfirmed_seats", 60.0),
    "tell learners of their registrations": _sweep("learners.periodic.send_missing_registration_letters", 60.0),
    "pack what people asked for": _sweep("people.periodic.make_missing_exports", 60.0),
    "forget what is over": _sweep("people.periodic.forget_what_is_over", crontab(hour=3, minute=20), expires=3600),
    "work on attendance lists": _sweep("learners.periodic.work_on_waiting_lists", 30.0),
    "write to people whom a list made known": _sweep("learners.periodic.send_missing_invitations", 60.0),
    "alert the office of unprintable certificates": _sweep("credits.periodic.send_missing_refusal_alerts", 60.0),
    "send letters about late claims": _sweep("credits.periodic.send_missing_late_claim_letters", 60.0),
    "tell planners and office whose turn it is": _sweep("activities.periodic.send_missing_change_letters", 60.0),
    "remind those whose turn it is": _sweep(
        "activities.periodic.remind_those_whose_turn_it_is", crontab(minute=17, hour="7-17"), expires=3600
    ),
    "open and close activities": _sweep(
        "activities.periodic.open_and_close_activities", crontab(minute="*/5"), expires=300
    ),
}
