"""Who sees the office's pages, and what the admin may not do."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.models import Activity, OfficeSettings, Status
from tests.activities.admin_pages import QUEUE, decide, page_of
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rae(client):
    reviewer = make_reviewer("Rae Reviewer")
    client.force_login(reviewer)
    return reviewer


@pytest.mark.rule("STM-3")
@pytest.mark.parametrize("who", ["planner", "learner", "nobody"])
def test_nobody_outside_the_office_sees_the_review_page(client, who):
    dora = make_person("Dora Director")
    activity = make_activity(Status.SUBMITTED, director=dora)
    if who != "nobody":
        client.force_login(dora if who == "planner" else make_person("Lena Learner"))

    response = client.get(page_of(activity))

    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


def test_staff_who_do_not_decide_can_read_it(client):
    client.force_login(make_person("Stan Staff", staff=True))
    activity = make_activity(Status.SUBMITTED)

    text = client.get(page_of(activity)).text
    assert "Deciding on proposals is for the office’s reviewers." in text
    assert "approve_those_that_are_ready" not in client.get(QUEUE).text

    decide(client, activity, "approve", maximum="1.00")
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED


def test_someone_who_may_enter_the_admin_and_nothing_else_sees_no_plan(client):
    person = make_person("Ida Intern")
    person.is_staff = True
    person.save()
    client.force_login(person)

    assert client.get(page_of(make_activity(Status.SUBMITTED))).status_code == 403
    assert client.get(QUEUE).status_code == 403


@pytest.mark.rule("REV-1")
def test_no_status_is_typed_into_the_admin(client):
    client.force_login(make_person("Sue Root", superuser=True))
    activity = make_activity(Status.SUBMITTED)
    address = reverse("admin:activities_activity_change", args=[activity.pk])

    form = client.get(address).context["adminform"].form
    assert set(form.fields) == {
        "capacity",
        "registration_opens_at",
        "online_address",
        "claim_window_days",
        "evaluation_before_claim",
        "sends_reminders",
    }
    client.post(
        address,
        {"capacity": "30", "status": "approved", "registration_opens_at_0": "", "registration_opens_at_1": ""}
        | {"sessions-TOTAL_FORMS": "0", "sessions-INITIAL_FORMS": "0"},
    )
    activity.refresh_from_db()
    assert (activity.capacity, activity.status) == (30, Status.SUBMITTED)


def test_an_activity_with_a_history_is_not_deleted_even_by_a_superuser(client):
    client.force_login(make_person("Sue Root", superuser=True))
    submitted, draft = make_activity(Status.SUBMITTED), make_activity(Status.DRAFT)

    for activity, answer in ((submitted, 403), (draft, 302)):
        address = reverse("admin:activities_activity_delete", args=[activity.pk])
        assert client.post(address, {"post": "yes"}).status_code == answer
    assert list(Activity.objects.all()) == [submitted]


@pytest.mark.parametrize("model", ["statuschange", "activity"])
def test_no_row_is_added_by_hand(client, model):
    client.force_login(make_person("Sue Root", superuser=True))

    assert client.get(reverse(f"admin:activities_{model}_add")).status_code == 403


@pytest.mark.rule("REV-1")
def test_the_log_of_changes_is_only_read(client):
    client.force_login(make_person("Sue Root", superuser=True))
    change = make_activity(Status.APPROVED).status_changes.first()

    assert client.get(reverse("admin:activities_statuschange_changelist")).status_code == 200
    assert (
        client.post(reverse("admin:activities_statuschange_change", args=[change.pk]), {"note": "Other."}).status_code
        == 403
    )
    assert (
        client.post(reverse("admin:activities_statuschange_delete", args=[change.pk]), {"post": "yes"}).status_code
        == 403
    )


@pytest.mark.parametrize(
    "name",
    [
        "accounts_user",
        "accounts_profession",
        "activities_department",
        "activities_contentarea",
        "activities_competency",
        "disclosures_disclosure",
        "disclosures_disclosurerequest",
        "learners_registration",
        "learners_attendance",
        "learners_sessioncode",
        "evaluations_questionnaire",
        "credits_claim",
        "credits_certificate",
    ],
)
def test_every_list_of_records_can_be_looked_through(client, rae, name):
    make_disclosure(make_person("Dora Director"), ("Acme", "consultant"))

    assert client.get(reverse(f"admin:{name}_changelist"), {"q": "dora"}).status_code == 200


@pytest.mark.parametrize(("field", "slip"), [("claim_window_days", 99999999), ("capacity", 0), ("capacity", 10**14)])
def test_a_slip_in_a_number_is_refused_before_a_calendar_has_to_reckon_with_it(client, field, slip):
    client.force_login(make_person("Sue Root", superuser=True))
    activity = make_activity(Status.APPROVED)
    address = reverse("admin:activities_activity_change", args=[activity.pk])
    _, _, fields = form_of(client.get(address), containing=field)
    assert "Ensure this value is" in text_of(client.post(address, fields | {field: str(slip)}))
    activity.refresh_from_db()
    assert getattr(activity, field) is None


def test_the_office_s_days_have_an_end():
    office = OfficeSettings.current()
    office.review_days = 99999999
    with pytest.raises(ValidationError, match="Write 3650 or less"):
        office.clean()


def test_office_settings_are_one_page_with_a_history(client):
    client.force_login(make_person("Stan Staff", staff=True))

    response = client.get(reverse("admin:activities_officesettings_changelist"), follow=True)
    assert response.redirect_chain[0][0] == "/admin/activities/officesettings/1/change/"
    history = client.get(reverse("admin:activities_officesettings_history", args=[1]))
    assert history.status_code == 200
    assert "style=" not in history.text


def test_staff_give_nobody_a_role_and_take_over_no_account(client):
    stan, root = make_person("Stan Staff", staff=True), make_person("Sue Root", superuser=True)
    client.force_login(stan)
    address = reverse("admin:accounts_user_change", args=[stan.pk])

    fields = client.get(address).context["adminform"].form.fields
    assert not {"is_superuser", "groups", "is_staff", "email"} & set(fields)
    assert (
        client.post(reverse("admin:accounts_user_change", args=[root.pk]), {"given_name": "Mallory"}).status_code == 403
    )
