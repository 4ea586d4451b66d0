"""The office's two groups and what each may do; brought into line after every migration."""

from typing import Any, Final

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions

REVIEWERS: Final = "CME reviewers"
STAFF: Final = "CME staff"

# What an office member reads: all of planning and taking part, but nobody's own answers to an evaluation (EVL-4).
_READ: Final = (
    "core.view_letter",
    "core.send_letter",
    *(f"accounts.view_{model}" for model in ("user", "profile", "identifier", "profession")),
    *(
        f"disclosures.view_{model}"
        for model in (
            "acceptedomission",
            "company",
            "companyspelling",
            "disclosure",
            "disclosurerequest",
            "financialrelationship",
            "refusal",
        )
    ),
    *(
        f"activities.view_{model}"
        for model in (
            "activity",
            "activityversion",
            "agreement",
            "commercialsupport",
            "closedday",
            "competency",
            "contentarea",
            "credittype",
            "department",
            "designation",
            "exclusion",
            "exemption",
            "exhibitor",
            "mitigation",
            "objective",
            "officesettings",
            "partner",
            "practicegap",
            "professionabsence",
            "reviewrequest",
            "session",
            "sessionchange",
            "statuschange",
            "teammember",
        )
    ),
    *(
        f"learners.view_{model}"
        for model in (
            "registration",
            "attendance",
            "sessioncode",
            "attendanceimport",
            "completedwork",
            "disclosureshowing",
            "showndisclosures",
        )
    ),
    *(
        f"evaluations.view_{model}"
        for model in ("questionnaire", "question", "choice", "followupletter", "coursereview", "biasreport")
    ),
    *(
        f"credits.view_{model}"
        for model in ("claim", "certificate", "certificatedesign", "lateclaimrequest", "outsidecredit", "readygoal")
    ),
)
_COMPANIES: Final = (
    "disclosures.add_company",
    "disclosures.change_company",
    "disclosures.add_companyspelling",
    "disclosures.change_companyspelling",
    "disclosures.delete_companyspelling",
)
_REVIEW: Final = (
    *_COMPANIES,
    "activities.decide_activity",
    "activities.change_activity",
    "activities.add_mitigation",
    "activities.change_mitigation",
    "evaluations.add_grantedattempt",
    "evaluations.change_biasreport",
    "credits.change_certificate",
    "credits.decide_lateclaimrequest",
    "learners.change_attendanceimport",
    "learners.decide_completedwork",
)
_RUN: Final = (
    *_COMPANIES,
    "activities.change_activity",
    "activities.add_department",
    "activities.change_department",
    "activities.change_officesettings",
    "activities.add_closedday",
    "activities.change_closedday",
    "activities.delete_closedday",
    "credits.change_certificatedesign",
    "evaluations.add_grantedattempt",
    "credits.change_certificate",
    "credits.decide_lateclaimrequest",
    "activities.add_credittype",
    "activities.change_credittype",
    "credits.add_readygoal",
    "credits.change_readygoal",
    "credits.delete_readygoal",
    "accounts.add_user",
    "accounts.change_user",
    "accounts.add_profile",
    "accounts.change_profile",
    "accounts.add_identifier",
    "accounts.change_identifier",
    "people.add_merge",
    "people.view_merge",
    "learners.change_attendanceimport",
    "learners.decide_completedwork",
)
PERMISSIONS: Final = {REVIEWERS: (*_READ, *_REVIEW), STAFF: (*_READ, *_RUN)}


def make_groups(using: str = "default", apps: Any = installed_apps, **_: Any) -> None:
    """Give both groups at least the permissions above; what the office added by hand stays."""
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:  # migrated only part of the way
        return
    for config in installed_apps.get_app_configs():
        # Django would make them too, but only after this app's turn.
        create_permissions(config, verbosity=0, interactive=False, using=using, apps=apps)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, wanted in PERMISSIONS.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(permissions[label] for label in wanted if label in permissions))
