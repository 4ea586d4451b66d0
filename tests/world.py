"""One activity that runs now, one draft, one series, one module, the eight kinds of people, and every address there is."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from activities.invitation_links import invitation_link
from activities.models import Activity, PlanInvitation, Status
from activities.services.support import add_support, file_agreement
from credits.services import claim_credit, keep_goal, keep_outside_credit
from disclosures.links import disclosure_token
from evaluations.links import answer_token, stop_token
from evaluations.models import Questionnaire
from evaluations.services import Composed, add_question, ask_for_review, write_follow_up_letter
from learners.feeds import feed_token
from learners.models import AttendanceImport
from learners.services import issue_codes, record_by_staff, write_work
from people.links import address_token
from people.models import JoinRequest
from people.services import ask_for_export, merge_people
from people.tasks import make_export
from tests.acts import evaluate, facts_of, make_work_activity
from tests.factories import make_activity, make_letter, make_pdf, make_person, make_reviewer


def make_world() -> SimpleNamespace:
    now = timezone.now()
    director, speaker = make_person("Dora Director"), make_person("Sam Speaker", "nurse")
    open_now = make_activity(
        Status.OPEN,
        director=director,
        speakers=[
            speaker,
            make_person("Petra Associate", "physician-assistant"),
            make_person("Nora Nurse", "advanced-practice-nurse"),
        ],
        starts_at=now - timedelta(minutes=10),
        evaluation_before_claim=False,
    )
    draft = make_activity(Status.DRAFT, director=director)
    series = make_activity(
        Status.OPEN, director=director, format=Activity.Format.SERIES, starts_at=now - timedelta(days=1)
    )
    planned_series = make_activity(Status.DRAFT, director=director, format=Activity.Format.SERIES)
    module = make_activity(Status.OPEN, director=director, format=Activity.Format.ENDURING)
    learner = make_person("Lea Learner")
    for session in open_now.sessions.all():
        record_by_staff(session, learner=learner, by=director, at=now)
    claim = claim_credit(open_now, learner=learner, amount=open_now.maximum_credit, at=now)  # type: ignore[arg-type]
    module.registrations.create(learner=learner, registered_at=now)
    reviews = make_work_activity("manuscript", director=director)
    reviews.registrations.create(learner=learner, registered_at=now)
    piece = write_work(
        reviews, learner=learner, facts=facts_of("manuscript"), proof=make_pdf("letter.pdf"), at=now, hands_in=True
    )
    evaluated = make_activity(Status.OPEN, director=director, starts_at=now - timedelta(minutes=10))
    record_by_staff(evaluated.sessions.get(), learner=learner, by=director, at=now)
    assessment = Questionnaire.objects.create(activity=module, purpose=Questionnaire.Purpose.ASSESSMENT)
    question = assessment.questions.create(kind="choice", text="Which first?", position=1)
    question.choices.create(text="Antibiotics", is_correct=True)
    evaluate(learner, open_now, commitments=["Start the clock at triage"], at=now - timedelta(days=61))
    letter = write_follow_up_letter(learner, at=now)
    assert letter is not None
    sam = make_person("Sam Staff", staff=True)
    export = ask_for_export(learner, at=now)
    make_export(export.pk)
    people = {
        "anonymous": None,
        "learner": learner,
        "other learner": make_person("Olga Other"),
        "planner": director,
        "other planner": make_activity(Status.DRAFT).created_by,
        "speaker": speaker,
        "reviewer": make_reviewer("Rae Reviewer"),
        "superuser": make_person("Sue Super", superuser=True),
    }
    return SimpleNamespace(
        people=people,
        open_now=open_now,
        draft=draft,
        mail=make_letter(director),
        series=series,
        planned_series=planned_series,
        module=module,
        piece=piece,
        evaluated=evaluated,
        learner=learner,
        code=issue_codes(open_now, at=now)[0],
        certificate=claim.certificates.get(),
        outside=keep_outside_credit(
            learner=learner,
            facts={
                "title": "Elsewhere",
                "provider": "Somebody",
                "completed_date": timezone.localdate(),
                "kind": "other",
                "amount": Decimal(1),
            },
            proof=SimpleUploadedFile("proof.pdf", b"%PDF-1.7\n%%EOF\n"),
            at=now,
        ),
        goal=keep_goal(
            learner=learner,
            facts={
                "name": "License",
                "total": Decimal(40),
                "category_1": Decimal(34),
                "starts_date": timezone.localdate() - timedelta(days=300),
                "ends_date": timezone.localdate() + timedelta(days=430),
            },
            at=now,
        ),
        link=disclosure_token(speaker),
        agreement=file_agreement(
            add_support(draft, company="Acme", nature="money", amount=500, attests=True, by=director, at=now),
            file=make_pdf(),
            signed_date=timezone.localdate(),
            by=director,
            at=now,
        ),
        follow_up=answer_token(letter),
        stop=stop_token(learner),
        address=address_token(JoinRequest.objects.create(person=learner, other_email="two@example.org", asked_at=now)),
        export=export,
        merge=merge_people(make_person("Mia Merged"), make_person("Mia Merged"), reason="She says so.", by=sam, at=now),
        attendance_list=AttendanceImport.objects.create(
            activity=open_now, file_name="list.csv", file_hash="0" * 64, uploaded_at=now, uploaded_by=sam
        ),
        invitation=invitation_link(
            PlanInvitation.objects.create(activity=draft, person=director, invited_at=now, invited_by=sam)
        ).split("/")[-2],
        course_review=ask_for_review(open_now, period_end=timezone.localdate(now), at=now),
        question=add_question(draft, composed=Composed("text", "What surprised you?"), by=director),
    )


def address_of(row: str, world: SimpleNamespace) -> str:
    name, _, kind = row.partition(" ")
    slug = world.draft.slug if kind == "(draft)" else world.open_now.slug
    by_name: dict[str, list[Any]] = {
        "plan:section": [world.draft.slug, "gaps"],
        "plan:typing": [world.draft.slug, "gaps"],
        "plan:support_typing": [world.draft.slug, "support"],
        "plan:support_discard": [world.draft.slug, "support"],
        "plan:discard": [world.draft.slug, "gaps"],
        "plan:agreement": [world.agreement.pk],
        "plan:answer": [world.draft.slug, 1],
        "plan:ask_again": [world.draft.slug, 1],
        "plan:outlook": [world.draft.slug, "team"],
        "learners:calendar_feed": [feed_token(world.learner)],
        "plan:invited": [world.invitation],
        "plan:invite": [world.draft.slug],
        "plan:confirm": [world.draft.slug],
        "plan:renew": [world.series.slug],
        "plan:sessions": [world.series.slug],
        "plan:new_session": [world.series.slug],
        "plan:session": [world.series.slug, world.series.sessions.last().pk],
        "plan:cancel_session": [world.series.slug, world.series.sessions.last().pk],
        "plan:recurrence": [world.planned_series.slug],
        "plan:session_statements": [world.series.slug, world.series.sessions.first().pk],
        "plan:printed": [world.open_now.slug, "slide"],
        "plan:printed (draft)": [world.draft.slug, "slide"],
        "plan:session_printed": [world.series.slug, world.series.sessions.first().pk, "handout-a4"],
        "disclosures:by_link": [world.link],
        "disclosures:thanks_by_link": [world.link],
        "evaluations:change_question": [world.draft.slug, world.question.pk],
        "disclosures:refuse_by_link": [world.link],
        "disclosures:company_names_by_link": [world.link],
        "evaluations:course_review": [world.open_now.slug, world.course_review.pk],
        "evaluations:follow_up": [world.follow_up],
        "evaluations:stop_follow_ups": [world.stop],
        "learners:session_code": [world.code.code],
        "people:export_file": [world.export.pk],
        "people:merge": [world.learner.pk, world.people["other learner"].pk],
        "people:apart": [world.learner.pk, world.people["other learner"].pk],
        "people:prove_address": [world.address],
        "people:merge_done": [world.merge.pk],
        "people:undo_list": [world.attendance_list.pk],
        "learners:attendance_list": [world.open_now.slug, world.attendance_list.pk],
        "learners:screen": [world.open_now.slug, world.code.pk],
        "learners:poster": [world.open_now.slug, world.code.pk],
        "learners:poster_pdf": [world.open_now.slug, world.code.pk, "letter"],
        "learners:posters_pdf": [world.open_now.slug, "letter"],
        "learners:material": [world.module.slug],
        "learners:work": [world.piece.activity.slug],
        "learners:new_piece": [world.piece.activity.slug],
        "learners:piece": [world.piece.activity.slug, world.piece.pk],
        "learners:remove_work": [world.piece.activity.slug, world.piece.pk],
        "learners:work_proof": [world.piece.activity.slug, world.piece.pk],
        "credits:claim_work": [world.piece.activity.slug, world.piece.pk],
        "credits:late_claim_work": [world.piece.activity.slug, world.piece.pk],
        "evaluations:assessment": [world.module.slug],
        "evaluations:another_attempt": [world.learner.pk, world.module.slug],
        "evaluations:edit_assessment": [world.module.slug],
        "evaluations:evaluate": [world.evaluated.slug],
        "learners:cancel": [world.module.slug],
        "credits:left_of": [world.learner.pk],
        "credits:undo_recorded": [world.open_now.slug, world.open_now.sessions.first().pk, 1],
        "credits:goal_act": [world.goal.pk],
        "credits:remove_outside": [world.outside.pk],
        "credits:outside_proof": [world.outside.pk],
        "letter": [world.mail.pk],
    }
    if row == "credits:outside (one)":
        return reverse(name, args=[world.outside.pk])
    if row == "credits:goal (one)":
        return reverse(name, args=[world.goal.pk])
    if row == "credits:claim (session)":
        return reverse(name, args=[world.series.slug, world.series.sessions.first().pk])
    if row in by_name or name in by_name:
        return reverse(name, args=by_name.get(row) or by_name[name])
    if name.startswith("credits:") and name.split(":")[1] in {
        "certificate",
        "certificate_state",
        "certificate_pdf",
        "correct",
        "make_again",
        "verify_number",
    }:
        return reverse(name, args=[world.certificate.number])
    if name.startswith("plan:") and name not in {"plan:proposals", "plan:begin"}:
        slug = world.draft.slug
    if name in {"evaluations:compose", "evaluations:add_question", "evaluations:preview"}:
        slug = world.draft.slug
    needs_slug = any(found == name and "slug" in pattern.pattern.converters for found, pattern in all_addresses())
    return reverse(name, args=[slug] if needs_slug else [])


def all_addresses() -> Iterator[tuple[str, URLPattern]]:
    def walk(patterns: list[Any], space: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner)
            else:
                yield f"{space}{pattern.name}", pattern

    yield from walk(get_resolver().url_patterns, "")
