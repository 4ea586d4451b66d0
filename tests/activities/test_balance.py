"""The interprofessional balance: who is taught, and who of them plans and speaks (PLN-4)."""

import pytest
from django.test import Client

from accounts.models import Profession
from activities.balance import balance_of, missing_professions, team_balance
from activities.models import Activity, ProfessionAbsence, TeamMember
from tests.factories import make_person
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PLN-4")]
ROLES = TeamMember.Role


def balance(audience: set[str], *team: tuple[str, str], reasons: dict[str, str] | None = None, coordinator: str = ""):
    members = [TeamMember(role=role, profession_id=profession) for role, profession in team]
    if coordinator:
        members.append(TeamMember(role=ROLES.COORDINATOR, profession_id=coordinator, controls_content=False))
    return balance_of(audience=audience, team=members, reasons=reasons or {}, professions=Profession.objects.all())


def missing(*args, **kwargs) -> list[str]:
    return [profession.pk for profession in missing_professions(balance(*args, **kwargs))]


ASKED_BY_NAME = ["advanced-practice-nurse", "pharmacist", "physician-assistant"]
ALL_THREE = (
    (ROLES.PLANNER, "advanced-practice-nurse"),
    (ROLES.SPEAKER, "pharmacist"),
    (ROLES.AUTHOR, "physician-assistant"),
)


def test_a_team_of_physicians_alone_is_asked_for_the_three_professions_by_name():
    assert missing({"physician"}, (ROLES.DIRECTOR, "physician")) == ASKED_BY_NAME


def test_each_of_several_professions_taught_is_expected_on_the_team():
    assert missing({"physician", "nurse"}, (ROLES.DIRECTOR, "physician"), *ALL_THREE) == ["nurse"]


def test_a_single_profession_taught_may_be_taught_by_others():
    assert missing({"nurse"}, (ROLES.DIRECTOR, "physician"), *ALL_THREE) == []


def test_a_written_reason_stands_for_somebody_who_is_missing():
    assert (
        missing({"physician", "nurse"}, (ROLES.DIRECTOR, "physician"), *ALL_THREE, reasons={"nurse": "On leave"}) == []
    )


def test_a_coordinator_without_say_in_the_content_does_not_balance_a_team():
    assert missing({"physician", "nurse"}, (ROLES.DIRECTOR, "physician"), *ALL_THREE, coordinator="nurse") == ["nurse"]


def test_the_table_counts_planners_and_speakers_apart():
    rows = balance({"physician"}, (ROLES.DIRECTOR, "physician"), (ROLES.SPEAKER, "physician"), *ALL_THREE)
    counted = {row.profession.pk: (row.in_audience, row.planners, row.presenters) for row in rows}
    assert counted == {
        "physician": (True, 1, 1),
        "advanced-practice-nurse": (False, 1, 0),
        "pharmacist": (False, 0, 1),
        "physician-assistant": (False, 0, 1),
    }


# --- In the planner's form -------------------------------------------------------------------------------------------
def typed(planner: Client, draft: Activity, **changes):
    return fields_of(planner.get(f"/plan/{draft.slug}/team/"), containing="based_on") | changes


def test_the_balance_is_shown_while_one_types_and_nothing_is_saved(planner, draft):
    before = team_balance(draft)
    answer = planner.post(f"/plan/{draft.slug}/team/outlook/", typed(planner, draft, **{"rows-1-profession": "nurse"}))
    assert "Pharmacists: nobody plans or speaks. Add someone, or say why not." in text_of(answer)
    assert "Pharmacists: why is nobody on the team?" in text_of(answer)
    assert team_balance(Activity.objects.get(pk=draft.pk)) == before


def test_a_row_marked_for_removal_no_longer_balances(planner, draft):
    answer = planner.post(f"/plan/{draft.slug}/team/outlook/", typed(planner, draft, **{"rows-1-DELETE": "on"}))
    assert "Pharmacists: nobody plans or speaks." in text_of(answer)


def test_a_reason_that_is_typed_balances_too(planner, draft):
    changes = {"rows-1-profession": "nurse", "absence-pharmacist": "None in the county."}
    answer = planner.post(f"/plan/{draft.slug}/team/outlook/", typed(planner, draft, **changes))
    assert "The team is balanced." in text_of(answer)


def test_without_javascript_the_saved_page_asks_for_the_reason(planner, draft):
    planner.post(f"/plan/{draft.slug}/team/", typed(planner, draft, **{"rows-1-profession": "nurse"}))
    planner.post(f"/plan/{draft.slug}/team/", typed(planner, draft, **{"absence-pharmacist": "None in the county."}))
    assert ProfessionAbsence.objects.get(activity=draft).reason == "None in the county."
    planner.post(f"/plan/{draft.slug}/team/", typed(planner, draft, **{"absence-pharmacist": ""}))
    assert not ProfessionAbsence.objects.filter(activity=draft).exists()


def test_a_stranger_cannot_ask_for_the_balance(client, draft):
    client.force_login(make_person("Olga Other"))
    assert client.post(f"/plan/{draft.slug}/team/outlook/", {}).status_code == 404
