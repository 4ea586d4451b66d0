"""Who may open what: every address × every kind of person. An address without a row fails.

200 is a page, 202 one that waits for a file, "in" asks to sign in first, 302 leads on to another page, 404 is how what one may not see looks, 405 is a
page that only takes a post.
"""

from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import address_of, all_addresses, make_world

pytestmark = pytest.mark.django_db

PEOPLE: Final = (
    "anonymous",
    "learner",
    "other learner",
    "planner",
    "other planner",
    "speaker",
    "reviewer",
    "superuser",
)

# One row per address, in the order of PEOPLE.
OPEN_TO_ALL = "200 200 200 200 200 200 200 200"
SIGNED_IN = "in  200 200 200 200 200 200 200"
MATRIX: Final = {
    # address                      anon  lrn  lrn2 plan pln2 spk  rev  super
    "home": OPEN_TO_ALL,
    "livez": OPEN_TO_ALL,
    "readyz": OPEN_TO_ALL,
    "demo_outbox": "404 404 404 404 404 404 404 404",
    "profile": SIGNED_IN,
    "name": SIGNED_IN,
    "letters": SIGNED_IN,
    "letter": "in  404 404 200 404 404 404 404",
    # allauth
    "account_login": "200 302 302 302 302 302 302 302",
    "account_logout": "302 200 200 200 200 200 200 200",
    "account_inactive": OPEN_TO_ALL,
    "account_signup": "200 302 302 302 302 302 302 302",
    "account_reauthenticate": "in  403 403 403 403 403 403 403",
    "account_email": SIGNED_IN,
    "account_email_verification_sent": "in  302 302 302 302 302 302 302",
    "account_change_password": "in  302 302 302 302 302 302 302",
    "account_set_password": "in  200 200 200 200 200 200 200",
    "account_reset_password": OPEN_TO_ALL,
    "account_confirm_login_code": "in  302 302 302 302 302 302 302",
    "account_confirm_password_reset_code": "in  in  in  in  in  in  in  in",
    "account_complete_password_reset": "302 302 302 302 302 302 302 302",
    "account_password_reset_completed": OPEN_TO_ALL,
    "account_request_login_code": "200 302 302 302 302 302 302 302",
    # Planning: of a draft, its planners' and the office's
    "plan:proposals": SIGNED_IN,
    "plan:begin": SIGNED_IN,
    "plan:proposal": "in  404 404 200 404 404 200 200",
    "plan:sessions": "in  404 404 200 404 404 200 200",
    "plan:new_session": "in  404 404 200 404 404 200 200",
    "plan:session": "in  404 404 200 404 404 200 200",
    "plan:cancel_session": "in  404 404 200 404 404 200 200",
    "plan:renew": "in  404 404 200 404 404 200 200",
    "plan:recurrence": "in  404 404 200 404 404 302 302",
    "plan:whole": "in  404 404 200 404 404 200 200",
    "plan:submit": "in  404 404 200 404 404 200 200",
    "plan:statements": "in  404 404 200 404 404 200 200",
    "plan:session_statements": "in  404 404 200 404 404 200 200",
    "plan:printed": "in  404 404 202 404 404 202 202",
    "plan:printed (draft)": "in  404 404 302 404 404 302 302",
    "plan:session_printed": "in  404 404 202 404 404 202 202",
    "plan:support": "in  404 404 200 404 404 200 200",
    "plan:agreement": "in  404 404 200 404 404 200 200",
    "plan:invited": "in  404 404 302 404 404 302 302",
    "plan:invite": "in  405 405 405 405 405 405 405",
    "plan:confirm": "in  405 405 405 405 405 405 405",
    "plan:copy": "in  405 405 405 405 405 405 405",
    "plan:comment": "in  405 405 405 405 405 405 405",
    "plan:ask_again": "in  405 405 405 405 405 405 405",
    "plan:answer": "in  405 405 405 405 405 405 405",
    "plan:withdraw": "in  405 405 405 405 405 405 405",
    "plan:resume": "in  405 405 405 405 405 405 405",
    "plan:section": "in  404 404 200 404 404 200 200",
    "plan:typing": "405 405 405 405 405 405 405 405",
    "plan:support_typing": "405 405 405 405 405 405 405 405",
    "plan:support_discard": "in  405 405 405 405 405 405 405",
    "plan:discard": "in  405 405 405 405 405 405 405",
    "plan:outlook": "in  405 405 405 405 405 405 405",
    # Disclosing: each person's own, or whoever holds the link
    "disclosures:disclose": SIGNED_IN,
    "disclosures:thanks": SIGNED_IN,
    "disclosures:thanks_by_link": OPEN_TO_ALL,
    "disclosures:by_link": OPEN_TO_ALL,
    "disclosures:refuse": SIGNED_IN,
    "disclosures:refuse_by_link": OPEN_TO_ALL,
    "disclosures:company_names": SIGNED_IN,
    "disclosures:company_names_by_link": OPEN_TO_ALL,
    # The catalogue: what is published; the draft is its planners' and the office's
    "activities:catalogue": OPEN_TO_ALL,
    "activities:catalogue_calendar": OPEN_TO_ALL,
    "activities:activity": OPEN_TO_ALL,
    "activities:activity (draft)": "404 404 404 200 404 404 200 200",
    "activities:calendar": OPEN_TO_ALL,
    "activities:calendar (draft)": "404 404 404 200 404 404 200 200",
    # Taking part
    "learners:register": SIGNED_IN,
    "learners:register (draft)": "in  404 404 404 404 404 404 404",
    "learners:confirm": "in  405 405 405 405 405 405 405",
    "learners:cancel": "in  200 404 404 404 404 404 404",
    "learners:material": "in  200 302 302 302 302 302 302",
    "learners:own_calendar": "in  200 404 404 404 404 404 404",
    # Completed work: one's own; a letter of acceptance also the office's
    "learners:work": "in  200 302 302 302 302 302 302",
    "learners:new_piece": "in  200 302 302 302 302 302 302",
    "learners:piece": "in  200 404 404 404 404 404 404",
    "learners:remove_work": "in  405 405 405 405 405 405 405",
    "learners:work_proof": "in  200 404 404 404 404 200 200",
    "learners:my_calendar": SIGNED_IN,
    "learners:calendar_feed": OPEN_TO_ALL,
    "learners:names_for_companies": "in  404 404 404 404 404 200 200",
    "learners:enter_code": OPEN_TO_ALL,
    "learners:session_code": OPEN_TO_ALL,
    "learners:codes": "in  404 404 200 404 404 200 200",
    "learners:registrations": "in  404 404 200 404 404 200 200",
    "learners:registrations_csv": "in  404 404 200 404 404 200 200",
    "learners:check_in": "in  404 404 200 404 404 200 200",
    "learners:attendance_lists": "in  404 404 200 404 404 200 200",
    "learners:attendance_list": "in  404 404 404 404 404 200 200",
    "learners:screen": "in  404 404 200 404 404 200 200",
    "learners:poster": "in  404 404 200 404 404 200 200",
    "learners:poster_pdf": "in  404 404 202 404 404 202 202",
    "learners:posters_pdf": "in  404 404 202 404 404 202 202",
    "learners:codes_pdf": "in  404 404 202 404 404 202 202",
    "evaluations:evaluate": "in  200 200 200 200 200 200 200",
    "evaluations:before": SIGNED_IN,
    "evaluations:assessment": "in  200 200 200 200 200 200 200",
    "evaluations:another_attempt": "in  404 404 404 404 404 200 200",
    "evaluations:edit_assessment": "in  404 404 200 404 404 200 200",
    "evaluations:compose": "in  404 404 200 404 404 200 200",
    "evaluations:add_question": "in  404 404 200 404 404 200 200",
    "evaluations:change_question": "in  404 404 200 404 404 200 200",
    "evaluations:preview": "in  404 404 200 404 404 200 200",
    "evaluations:course_reviews": "in  404 404 200 404 404 200 200",
    "evaluations:course_review": "in  404 404 200 404 404 200 200",
    "evaluations:commitments": SIGNED_IN,
    "evaluations:follow_up": OPEN_TO_ALL,
    "evaluations:stop_follow_ups": OPEN_TO_ALL,
    # Reports: of what was held, its planners' and the office's; of the whole programme the office's
    "reports:programme": "in  404 404 404 404 404 200 200",
    "reports:programme_csv": "in  404 404 404 404 404 200 200",
    "reports:outcomes": "in  404 404 200 404 404 200 200",
    "reports:outcomes_csv": "in  404 404 200 404 404 200 200",
    # Credit: one's own, and the office
    "credits:left": SIGNED_IN,
    "credits:left_of": "in  404 404 404 404 404 200 200",
    "credits:transcript": SIGNED_IN,
    "credits:transcript_csv": SIGNED_IN,
    "credits:claim": "in  302 200 200 200 200 200 200",
    "credits:claim (session)": SIGNED_IN,
    "credits:claim_work": "in  200 404 404 404 404 404 404",
    "credits:late_claim": SIGNED_IN,
    "credits:late_claim_work": "in  200 404 404 404 404 404 404",
    "credits:presence": SIGNED_IN,
    "credits:my_certificates": "in  200 302 302 302 302 302 302",
    "credits:certificates_of": "in  404 404 404 404 404 200 200",
    "credits:transcript_pdf": "in  202 202 202 202 202 202 202",
    "credits:outside": SIGNED_IN,
    "credits:outside (one)": "in  200 404 404 404 404 404 404",
    "credits:remove_outside": "in  405 405 405 405 405 405 405",
    "credits:goal": SIGNED_IN,
    "credits:goal (one)": "in  200 404 404 404 404 404 404",
    "credits:undo_recorded": "in  405 405 405 405 405 405 405",
    "credits:goal_act": "in  405 405 405 405 405 405 405",
    "credits:outside_proof": "in  200 404 404 404 404 200 200",
    "credits:certificate": "in  200 404 404 404 404 200 200",
    "credits:certificate_state": "in  200 404 404 404 404 200 200",
    "credits:certificate_pdf": "in  302 404 404 404 404 302 302",
    "credits:correct": "in  200 404 404 404 404 404 404",
    "credits:make_again": "in  405 405 405 405 405 405 405",
    "credits:verify": OPEN_TO_ALL,
    # A person's whole record: one's own; joining two accounts is for the office's staff
    "people:record": SIGNED_IN,
    "people:export_file": "in  200 404 404 404 404 404 404",
    "people:close": SIGNED_IN,
    "people:other_address": SIGNED_IN,
    "people:prove_address": OPEN_TO_ALL,
    "people:duplicates": "in  404 404 404 404 404 404 200",
    "people:merge": "in  404 404 404 404 404 404 200",
    "people:apart": "in  405 405 405 405 405 405 405",
    "people:merge_done": "in  404 404 404 404 404 404 200",
    "people:undo_list": "in  404 404 404 404 404 200 200",
    "credits:verify_number": OPEN_TO_ALL,
}


ROOMS: Final = sorted({name for name, _ in all_addresses() if not name.startswith("admin:")})
ADMIN: Final = sorted({name for name, _ in all_addresses() if name.startswith("admin:") and not name.endswith(":None")})


@pytest.fixture
def world():
    return make_world()


def answer_of(client: Client, address: str) -> str:
    answer = client.get(address)
    if answer.status_code == 302 and answer.headers["Location"].startswith(("/accounts/login/", "/admin/login/")):
        return "in"
    return str(answer.status_code)


def test_every_address_has_a_row():
    assert sorted({row.partition(" ")[0] for row in MATRIX}) == ROOMS


def test_who_may_open_what(world):
    clients = []
    for kind in PEOPLE:
        clients.append(Client())
        if world.people[kind]:
            clients[-1].force_login(world.people[kind])
    seen = {row: " ".join(answer_of(client, address_of(row, world)) for client in clients) for row in MATRIX}
    told = {row: " ".join(answers.split()) for row, answers in MATRIX.items()}
    assert {row: seen[row] for row in MATRIX if seen[row] != told[row]} == {}


def test_the_admin_is_the_office_s(world):
    """Everybody else is asked to sign in as somebody who may; no address of it breaks for who may."""
    learner, reviewer, superuser = Client(), Client(), Client()
    learner.force_login(world.learner)
    reviewer.force_login(world.people["reviewer"])
    superuser.force_login(world.people["superuser"])
    addresses = [reverse(name, args=args) for name in ADMIN if (args := admin_args(name)) is not None]
    assert {address: answer_of(learner, address) for address in addresses} == dict.fromkeys(addresses, "in")
    assert {answer_of(superuser, address) for address in addresses} <= {"200", "302", "403", "404", "405"}
    assert answer_of(reviewer, reverse("admin:activities_activity_changelist")) == "200"
    assert answer_of(reviewer, reverse("admin:activities_activity_review", args=[world.open_now.pk])) == "200"
    assert answer_of(reviewer, reverse("admin:accounts_user_add")) == "403"


def admin_args(name: str) -> list[Any] | None:
    """Arguments that name nothing in particular; None for what an admin leaves before a person is asked for."""
    if name in {"admin:login", "admin:logout", "admin:jsi18n"}:
        return None
    if name == "admin:app_list":
        return ["activities"]
    pattern = next(pattern for found, pattern in all_addresses() if found == name)
    return ["1"] * pattern.pattern.regex.groups
