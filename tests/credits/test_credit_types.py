"""Credit beside AMA credit: off until the office holds it, each with its own units, people and questions (AMA-8)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identifier
from activities import services
from activities.models import Activity, CreditType, Designation, OfficeSettings, Status
from activities.services.designations import OtherCredit
from activities.statements import required_statements
from core.errors import ActionRefused
from credits.eligibility import standing_of
from credits.models import Claim
from credits.services import ForBoard, claim_credit, correct_claim
from tests.acts import attend, become_ready, certificate_of, evaluate, make_past_activity
from tests.factories import Item, make_activity, make_person, make_reviewer
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("AMA-8")]
TWO_HOURS = (Item("First"), Item("Second"))


def switch_on(code, **changes):
    CreditType.objects.filter(pk=code).update(
        is_on=True, **{"statement": "[provider] gives [amount] [unit] for this [format]. [reference]"} | changes
    )
    return CreditType.objects.get(pk=code)


def give(activity, code, maximum, **more):
    """Designated on the day AMA credit was: before it began."""
    credit_type = CreditType.objects.get(pk=code)
    return Designation.objects.create(
        activity=activity,
        credit_type=credit_type,
        maximum=Decimal(maximum),
        step=credit_type.step,
        designated_at=activity.designations.get(credit_type="ama").designated_at,
        designated_by=make_reviewer(),
        **more,
    )


def page_of(activity):
    return reverse("credits:claim", args=[activity.slug])


def offered(activity, person):
    standing = standing_of(Activity.objects.get(pk=activity.pk), person, at=timezone.now())
    return [(offer.credit_type.pk, offer.kind) for offer in standing.open_offers]


# --- Off, as it always was -------------------------------------------------------------------------------------------
def test_everything_but_ama_credit_is_off_at_first():
    assert list(CreditType.objects.filter(is_on=True).values_list("pk", flat=True)) == ["ama"]
    assert {"ancc", "acpe", "aapa", "aafp", "ipce", "abim", "abp", "abs", "aba"} <= set(
        CreditType.objects.values_list("pk", flat=True)
    )


@pytest.mark.rule("AMA-4")
def test_with_everything_off_physicians_are_offered_credit_and_others_participation():
    activity = make_past_activity()
    for profession, kind in (("physician", "ama_credit"), ("nurse", "participation"), ("pharmacist", "participation")):
        person = make_person(profession=profession)
        become_ready(person, activity)
        assert offered(activity, person) == [("ama", kind)]


def test_what_is_off_can_neither_be_designated_nor_claimed():
    activity = make_activity()
    with pytest.raises(ActionRefused, match="does not hold"):
        services.designate_other_credit(
            activity, [OtherCredit("ancc", Decimal(1))], by=make_reviewer(), at=timezone.now()
        )
    switch_on("ancc")
    past = make_past_activity()
    give(past, "ancc", "1.00")
    nurse = make_person(profession="nurse")
    become_ready(nurse, past)
    assert offered(past, nurse) == [("ancc", "other_credit")]
    CreditType.objects.filter(pk="ancc").update(is_on=False)
    assert offered(past, nurse) == [("ama", "participation")]
    past = Activity.objects.get(pk=past.pk)
    with pytest.raises(ActionRefused, match="not for your profession"):
        claim_credit(past, learner=nurse, amount=Decimal(1), credit_type="ancc", at=timezone.now())


def test_switching_off_leaves_what_was_claimed(client):
    switch_on("ancc")
    activity = make_past_activity()
    give(activity, "ancc", "1.00")
    nurse = make_person(profession="nurse")
    become_ready(nurse, activity)
    made = claim_credit(activity, learner=nurse, amount=Decimal(1), credit_type="ancc", at=timezone.now())
    before = certificate_of(made).snapshot
    CreditType.objects.filter(pk="ancc").update(is_on=False, statement="Something else", unit="other")
    assert certificate_of(made).snapshot == before
    client.force_login(nurse)
    assert "ANCC contact hours claimed" in text_of(client.get("/me/transcript/"))


# --- In the admin ----------------------------------------------------------------------------------------------------
def test_staff_switch_one_on_in_the_admin_with_history_and_only_with_its_statement(client):
    client.force_login(make_person("Sue Super", superuser=True))
    address = reverse("admin:activities_credittype_change", args=["ancc"])
    kept = {"name": "ANCC contact hours", "unit": "ANCC contact hour", "units": "ANCC contact hours", "per_hour": "1"}
    posted = kept | {"step": "0.25", "position": "20", "report_from": "claim", "allows_partial": "on", "is_on": "on"}
    assert "Fill in the statement before you switch it on." in text_of(client.post(address, posted))
    unknown = client.post(address, posted | {"statement": "For [hours] hours"})
    assert "[hours] is not known." in text_of(unknown)
    client.post(address, posted | {"statement": "Approved for [amount] [unit]."})
    assert CreditType.objects.get(pk="ancc").is_on
    assert CreditType.objects.get(pk="ancc").history.first().is_on
    assert client.get(reverse("admin:activities_credittype_history", args=["ancc"])).status_code == 200


@pytest.mark.parametrize("change", [{"is_on": False}, {"step": Decimal("0.10")}, {"identifier_kind": "npi"}])
def test_ama_credit_can_be_neither_switched_off_nor_changed(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditType.objects.filter(pk="ama").update(**change)


# --- Designating -----------------------------------------------------------------------------------------------------
def test_a_reviewer_designates_other_credit_on_approval(client):
    switch_on("acpe")
    activity = make_activity(Status.SUBMITTED, agenda=TWO_HOURS)
    client.force_login(make_reviewer())
    address = reverse("admin:activities_activity_review", args=[activity.pk])
    assert "ACPE contact hours" in text_of(client.get(address))
    posted = {"action": "approve", "version": 1, "maximum": "2.00", "note": ""}
    refused = client.post(address, posted | {"credit-acpe-maximum": "2.50"})
    assert "The plan supports at most 2.00." in text_of(refused)
    assert "Give the Universal Activity Number (UAN)." in text_of(refused)
    client.post(address, posted | {"credit-acpe-maximum": "1.50", "credit-acpe-reference": "1234-0000-26-001-L01-P"})
    activity.refresh_from_db()
    assert activity.status == Status.APPROVED
    other = activity.designations.get(credit_type="acpe")
    assert (other.maximum, other.step, str(other)) == (
        Decimal("1.50"),
        Decimal("0.25"),
        "1.50 ACPE contact hours (0.15 CEU)",
    )
    said = required_statements(activity, OfficeSettings.current())
    assert said[-1] == (
        "University of Utah School of Medicine gives 1.50 ACPE contact hours (0.15 CEU) for this live activity. "
        "1234-0000-26-001-L01-P"
    )


def test_where_each_activity_has_its_statement_it_is_asked_for_word_for_word():
    switch_on("aafp", statement="")
    activity, reviewer, now = make_activity(), make_reviewer(), timezone.now()
    with pytest.raises(ActionRefused, match="word for word"):
        services.designate_other_credit(activity, [OtherCredit("aafp", Decimal(1))], by=reviewer, at=now)
    wanted = OtherCredit("aafp", Decimal(1), statement="The AAFP has reviewed this.")
    services.designate_other_credit(activity, [wanted], by=reviewer, at=now)
    assert required_statements(activity, OfficeSettings.current())[-1] == "The AAFP has reviewed this."


@pytest.mark.rule("REV-3")
@pytest.mark.rule("REV-4")
def test_nothing_is_designated_after_the_beginning_or_by_ones_own_team():
    switch_on("ancc")
    wanted, now = [OtherCredit("ancc", Decimal(1))], timezone.now()
    with pytest.raises(ActionRefused, match="It has begun"):
        services.designate_other_credit(make_past_activity(), wanted, by=make_reviewer(), at=now)
    director = make_reviewer("Dora Director")
    own = make_activity(planners=[director])
    with pytest.raises(ActionRefused, match="on this activity’s team"):
        services.designate_other_credit(own, wanted, by=director, at=now)


# --- Claiming --------------------------------------------------------------------------------------------------------
def test_each_profession_is_offered_its_own_credit_and_everybody_what_is_for_the_team():
    for code in ("ancc", "acpe", "aapa", "ipce"):
        switch_on(code)
    activity = make_past_activity()
    for code in ("ancc", "acpe", "aapa", "ipce"):
        give(activity, code, "1.00")
    wanted = {
        "physician": ["ama", "ipce"],
        "nurse": ["ipce", "ancc"],
        "pharmacist": ["ipce", "acpe"],
        "physician-assistant": ["ipce", "aapa"],
        "student": ["ama"],
    }
    for profession, codes in wanted.items():
        person = make_person(profession=profession)
        become_ready(person, activity)
        assert [code for code, _ in offered(activity, person)] == codes


def test_a_physician_claims_ama_credit_and_board_points_on_one_page(client):
    switch_on("abim")
    activity = make_past_activity()
    give(activity, "abim", "1.00")
    ana = make_person("Ana Ríos")
    become_ready(ana, activity)
    client.force_login(ana)
    page = text_of(client.get(page_of(activity)))
    assert "For diplomates of the American Board of Internal Medicine." in page
    assert "The year is not asked." in page
    board = {"abim-amount": "0.5", "abim-number": "123 456", "abim-birth_month": "02", "abim-birth_day": "29"}
    answer = client.post(page_of(activity), {"amount": "1", "abim-may_report": "on"} | board, follow=True)
    assert "You claimed AMA PRA Category 1 Credit™ and ABIM MOC points." in text_of(answer)
    moc = Claim.objects.get(credit_type="abim")
    assert (moc.amount, moc.kind, moc.may_report) == (Decimal("0.50"), "other_credit", True)
    said = certificate_of(moc).snapshot
    assert (said["credit"], said["credit_unit_label"]) == ("0.50", "ABIM MOC point")
    assert "AMA PRA" not in said["designation_statement"]
    totals = [(total.name, total.amount) for total in answer.context["totals"]]
    assert totals == [
        ("AMA PRA Category 1 Credit™ claimed", Decimal("1.00")),
        ("ABIM MOC points claimed", Decimal("0.50")),
    ]


@pytest.mark.rule("PRS-4")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"abim-number": "12345"}, "An ABIM ID has 6 digits."),
        ({"abim-number": ""}, "Type the number"),
        ({"abim-birth_day": ""}, "Give the month and day of your birth."),
        ({"abim-birth_month": "02", "abim-birth_day": "30"}, "February has no day 30."),
        ({"abim-may_report": ""}, "Without your permission ABIM MOC points cannot be reported"),
        ({"abim-amount": "1.10"}, "You can claim at most 1.00"),
        ({"abim-amount": "0.6"}, "Credit is claimed in steps of 0.25."),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_nothing_is_claimed(client, wrong, sentence):
    switch_on("abim")
    activity = make_past_activity()
    give(activity, "abim", "1.00")
    ana = make_person("Ana Ríos")
    become_ready(ana, activity)
    client.force_login(ana)
    right = {
        "amount": "1",
        "abim-amount": "1",
        "abim-number": "123456",
        "abim-birth_month": "07",
        "abim-birth_day": "4",
        "abim-may_report": "on",
    }
    page = client.post(page_of(activity), right | wrong)
    assert sentence in text_of(page)
    assert not Claim.objects.exists()
    kept = page.context["forms"][1]["number"].value()
    assert kept == wrong.get("abim-number", "123456")


@pytest.mark.rule("PRS-4")
def test_a_pharmacist_gives_the_nabp_number_once_and_has_it_remembered(client):
    switch_on("acpe")
    phil = make_person("Phil Pharmacist", "pharmacist")
    for wishes in (True, False):
        activity = make_past_activity()
        give(activity, "acpe", "1.00", reference="UAN")
        become_ready(phil, activity)
        client.force_login(phil)
        page = client.get(page_of(activity))
        fields = {"acpe-amount": "1", "acpe-may_report": "on"}
        if wishes:
            assert "An NABP e-Profile ID has 5 to 10 digits." in text_of(
                client.post(page_of(activity), fields | {"acpe-number": "12"})
            )
            fields |= {"acpe-number": "1234567", "acpe-birth_month": "07", "acpe-birth_day": "4", "acpe-remember": "on"}
        else:
            form = page.context["forms"][0]
            assert form["number"].value() == "1234567"
            fields |= {"acpe-number": "1234567", "acpe-birth_month": form["birth_month"].value()}
            fields |= {"acpe-birth_day": form["birth_day"].value()}
        client.post(page_of(activity), fields)
    claims = Claim.objects.filter(learner=phil)
    assert [(claim.reported_under, claim.birth_day) for claim in claims] == [("1234567", "0704")] * 2
    known = Identifier.objects.get(user=phil)
    assert (known.kind, known.value, known.may_report) == ("nabp", "1234567", True)
    assert certificate_of(claims[0]).snapshot["credit_unit_label"] == "ACPE contact hour (0.1 CEU)"


@pytest.mark.rule("PRS-4")
def test_without_the_wish_nothing_is_remembered_and_without_permission_the_database_keeps_nothing():
    switch_on("abim")
    activity = make_past_activity()
    give(activity, "abim", "1.00")
    ana = make_person("Ana Ríos")
    become_ready(ana, activity)
    board = ForBoard(number="123456", birth_day="0704", may_report=True)
    made = claim_credit(activity, learner=ana, amount=Decimal(1), credit_type="abim", board=board, at=timezone.now())
    assert not Identifier.objects.exists()
    ana.profile.refresh_from_db()
    assert ana.profile.birth_day == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=made.pk).update(may_report=False)


def test_credit_that_is_given_as_a_whole_is_not_claimed_in_parts():
    switch_on("abp")
    activity = make_past_activity(ago=timedelta(hours=3), agenda=TWO_HOURS)
    give(activity, "abp", "2.00")
    part, whole = make_person("Part"), make_person("Whole")
    attend(part, activity, session=activity.sessions.first())
    evaluate(part, activity)
    become_ready(whole, activity)
    assert offered(activity, part) == [("ama", "ama_credit")]
    board = ForBoard(number="1234567", birth_day="0704", may_report=True)
    for person, amount, sentence in ((part, "1", "you attended a part"), (whole, "1", "claimed as a whole: 2.00")):
        with pytest.raises(ActionRefused, match=sentence):
            claim_credit(
                activity, learner=person, amount=Decimal(amount), credit_type="abp", board=board, at=timezone.now()
            )


def test_a_board_that_needs_the_evaluation_gets_it_even_where_the_activity_does_not_ask():
    switch_on("abim")
    activity = make_past_activity(evaluation_before_claim=False)
    give(activity, "abim", "1.00")
    ana = make_person()
    attend(ana, activity)
    assert offered(activity, ana) == [("ama", "ama_credit")]
    evaluate(ana, activity)
    assert offered(activity, ana) == [("ama", "ama_credit"), ("abim", "other_credit")]


def test_what_can_no_longer_be_reported_cannot_be_claimed_and_participation_is_left():
    switch_on("acpe")
    activity = make_past_activity(ago=timedelta(days=70))
    give(activity, "acpe", "1.00", reference="UAN")
    phil = make_person(profession="pharmacist")
    become_ready(phil, activity)
    assert offered(activity, phil) == [("ama", "participation")]
    board = ForBoard(number="12345", birth_day="0704", may_report=True)
    with pytest.raises(ActionRefused, match="had to be reported by"):
        claim_credit(activity, learner=phil, amount=Decimal(1), credit_type="acpe", board=board, at=timezone.now())


def test_the_day_by_which_a_board_must_know_is_kept():
    switch_on("abim")
    activity = make_past_activity()
    give(activity, "abim", "1.00")
    ana = make_person()
    become_ready(ana, activity)
    board = ForBoard(number="123456", birth_day="0704", may_report=True)
    made = claim_credit(activity, learner=ana, amount=Decimal(1), credit_type="abim", board=board, at=timezone.now())
    assert made.report_by_date == timezone.localdate() + timedelta(days=30)


def test_each_type_has_its_own_steps_and_the_database_holds_them():
    switch_on("ancc", step=Decimal("0.10"), per_hour=Decimal("1.20"))
    activity = make_past_activity(agenda=[Item("Fifty minutes", 50)])
    give(activity, "ancc", "1.00")
    nurse = make_person(profession="nurse")
    become_ready(nurse, activity)
    made = claim_credit(activity, learner=nurse, amount=Decimal("0.30"), credit_type="ancc", at=timezone.now())
    assert (made.amount, made.maximum) == (Decimal("0.30"), Decimal("1.00"))
    assert correct_claim(made, amount=Decimal("0.70"), at=timezone.now()).amount == Decimal("0.70")
    for wrong in ({"amount": Decimal("0.25")}, {"credit_type": "ama", "kind": "ama_credit"}, {"kind": "ama_credit"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=made.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Designation.objects.filter(credit_type="ama").update(step=Decimal("0.10"))


@pytest.mark.parametrize("amount", ["0.29", "0.57", "1.13", "2.30", "4.10"])
def test_a_hundredth_is_a_step_where_the_type_says_so(amount):
    """Where decimals are kept as binary fractions, 0.29 × 100 is less than 29."""
    switch_on("ancc", step=Decimal("0.01"))
    activity = make_activity()
    designation = give(activity, "ancc", amount)
    assert Designation.objects.get(pk=designation.pk).maximum == Decimal(amount)


@pytest.mark.rule("AMA-6")
def test_speakers_get_nothing_for_the_time_they_teach_in_any_type_or_track():
    switch_on("ipce")
    teacher, other = make_person("Tess Teacher"), make_person("Otto Other")
    same_time = timedelta(0)
    activity = make_past_activity(
        ago=timedelta(hours=3),
        speakers=[teacher, other],
        agenda=[
            Item("Taught", after=same_time, track="A", speakers=[teacher]),
            Item("At the same time", after=same_time, track="B", speakers=[other]),
            Item("Overlapping", 60, after=timedelta(minutes=30), track="C", speakers=[other]),
        ],
    )
    give(activity, "ipce", "1.50")
    for session in activity.sessions.exclude(title="Taught"):  # never recorded at the session they taught
        attend(teacher, activity, session=session)
    evaluate(teacher, activity)
    standing = standing_of(activity, teacher, at=timezone.now())
    assert [(offer.credit_type.pk, offer.maximum) for offer in standing.open_offers] == [
        ("ama", Decimal("0.50")),
        ("ipce", Decimal("0.50")),
    ]
