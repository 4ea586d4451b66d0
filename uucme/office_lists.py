"""The admin's lists under the field's words: what the office works in, what it sets, and the records to look up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

# By app and model: where it stands, and what it is called there.
GROUPS: Final = (
    (
        "Activities",
        (
            ("activities.Activity", "Proposals and activities"),
            ("activities.Session", "Sessions of series"),
            ("admin:activities_activity_turnaround", "How long reviews take"),
        ),
    ),
    (
        "People & disclosures",
        (
            ("accounts.User", "People"),
            ("people:duplicates", "People who may be one"),
            ("disclosures.Company", "Companies"),
        ),
    ),
    (
        "Learners & credit",
        (
            ("learners.AttendanceImport", "Attendance lists"),
            ("learners.CompletedWork", "Completed work"),
            ("credits.LateClaimRequest", "Late claims and attendance"),
            ("credits.Certificate", "Certificates"),
        ),
    ),
    (
        "Evaluation & outcomes",
        (
            ("evaluations.BiasReport", "Reports of bias"),
            ("evaluations.CourseReview", "Directors’ reviews"),
            ("reports:programme", "Outcomes across the office"),
        ),
    ),
    (
        "Office settings",
        (
            ("activities.OfficeSettings", "Settings"),
            ("activities.CreditType", "Credit types"),
            ("credits.CertificateDesign", "Certificate designs"),
            ("credits.ReadyGoal", "Goals that learners can choose"),
            ("activities.ClosedDay", "Closed days"),
            ("activities.Department", "Departments"),
            ("accounts.Profession", "Professions"),
            ("activities.ContentArea", "Content areas"),
            ("activities.Competency", "Competencies"),
        ),
    ),
)
RECORDS: Final = (
    ("activities.StatusChange", "Decisions and other changes of state"),
    ("activities.CommercialSupport", "Commercial support"),
    ("disclosures.Disclosure", "Disclosures"),
    ("activities.Exclusion", "Exclusions from roles"),
    ("activities.Exemption", "Exemptions from disclosing"),
    ("disclosures.DisclosureRequest", "Links sent to disclose"),
    ("disclosures.Refusal", "Refusals to disclose"),
    ("learners.Registration", "Registrations"),
    ("learners.Attendance", "Attendance"),
    ("learners.SessionCode", "Session codes"),
    ("learners.DisclosureShowing", "Disclosures shown to learners"),
    ("credits.Claim", "Claims"),
    ("evaluations.Questionnaire", "Questionnaires"),
    ("evaluations.FollowUpLetter", "Follow-up letters"),
    ("core.Letter", "Letters"),
    ("people.Merge", "Accounts that were joined"),
    ("people.ClosedAccount", "Closed accounts"),
)
# Addresses that are no list of the admin, with what they need.
_PLACES: Final = {
    "people:duplicates": "people.add_merge",
    "admin:activities_activity_turnaround": "activities.view_activity",
    "reports:programme": "activities.view_activity",
}


@dataclass(frozen=True)
class Entry:
    name: str
    address: str
    add_address: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    entries: list[Entry]


def lists_of(app_list: Iterable[dict[str, Any]], user: Any) -> tuple[list[Group], list[Entry]]:
    """The groups to work in, and the records apart. What nobody placed is not lost: it comes under its app's name."""
    models = {
        f"{app['app_label']}.{model['object_name']}": (app["name"], model)
        for app in app_list
        for model in app["models"]
        if model["admin_url"]
    }
    groups = [Group(name, list(_entries(wanted, models, user))) for name, wanted in GROUPS]
    records = list(_entries(RECORDS, models, user))
    placed = {key for _, wanted in GROUPS for key, _ in wanted} | {key for key, _ in RECORDS}
    left: dict[str, list[Entry]] = {}
    for key, (app_name, model) in models.items():
        if key not in placed:
            entry = Entry(str(model["name"]), model["admin_url"], model["add_url"] or "")
            (records if model.get("view_only") else left.setdefault(str(app_name), [])).append(entry)
    groups += [Group(name, entries) for name, entries in left.items()]
    return [group for group in groups if group.entries], records


def _entries(
    wanted: Iterable[tuple[str, str]], models: dict[str, tuple[str, dict[str, Any]]], user: Any
) -> Iterator[Entry]:
    for key, name in wanted:
        if key in _PLACES:
            if user.has_perm(_PLACES[key]):
                yield Entry(name, reverse(key))
        elif key in models:
            model = models[key][1]
            yield Entry(name, model["admin_url"], model["add_url"] or "")
