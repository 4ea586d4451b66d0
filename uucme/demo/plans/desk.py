"""What lies on planners' desks, and what came to nothing."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS, FEES_ONLY, NO_INDUSTRY
from uucme.demo.shapes import Gap, Item, Plan

DESK: Final = (
    Plan(
        key="burns", title="Burn Care Update for Community Hospitals", department="Surgery", status="draft", created=-2
    ),
    Plan(
        key="nutrition",
        title="Eating through Cancer Treatment",
        department="Oncological Sciences",
        delivery="hybrid",
        description="For oncology teams: malnutrition seen early, and what to do between the dietitian’s visits.",
        gaps=(
            Gap(
                now="Weight loss above 5 % is recorded in 40 % of patients before anyone calls the dietitian.",
                best="Screening at every infusion visit, and a dietitian’s plan within a week.",
                found="quality_data",
                reference="Infusion center dashboard.",
                knowledge="What malnutrition does to tolerance of treatment.",
                objectives=(("competence", "Understand the importance of nutrition"),),
            ),
        ),
        audience="physician dietitian nurse pharmacist",
        director="planner",
        planners="sorensen",
        status="draft",
        starts=104,
        weekday=2,
        created=-8,
    ),
    Plan(
        key="transitions",
        title="Going Home Well: Transitions of Care for Frail Patients",
        department="Internal Medicine",
        delivery="hybrid",
        rationale="Those who send home and those who receive plan the same patient’s first week together.",
        description=(
            "Hospital, clinic, pharmacy and home health around one table. Drafted by the office from the planning meeting; the "
            "director confirms it."
        ),
        venue="Center on Aging, seminar room",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Of patients over 75, 19 % return within thirty days. The discharge list and the clinic’s list agree in 44 %, "
                    "and a telephone call within 48 hours reaches 37 %."
                ),
                best="One reconciled list, a call within 48 hours, and a visit within seven days for those at high risk.",
                found="quality_data",
                reference="Readmission report, last four quarters.",
                competence="Nobody knows whose call it is.",
                performance="Lists are printed, not reconciled.",
                objectives=(
                    ("performance", "Reconcile the medication list with pharmacy and clinic on the day of discharge"),
                    ("patient", "Reduce thirty-day returns among frail patients"),
                ),
            ),
        ),
        areas="safety communication outcomes",
        competencies="acgme-systems acgme-communication nam-teams nam-quality ipec-communication",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse social-worker",
        director="director",
        planners="kimball trujillo stanhope montoya planner",
        agenda=(
            Item("09:00", 45, "Nineteen per cent", "kimball"),
            Item("09:45", 75, "One patient, five desks", "trujillo stanhope montoya lowell", "workshop"),
            Item("11:15", 45, "Whose call is it?", "kimball sandoval", "panel"),
        ),
        outcomes="po",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="draft",
        starts=98,
        weekday=3,
        created=-6,
        drafted_by="office_staff",
        learners=40,
    ),
    Plan(
        key="hands",
        title="Hands-Free Charting: Ambient Scribes in the Exam Room",
        department="Family and Preventive Medicine",
        format="other",
        delivery="online",
        rationale="A blended month: try it in one’s own clinic, compare notes weekly.",
        description="What listening software changes in the visit, in the note and in the evening.",
        gaps=(
            Gap(
                now="Clinicians spend 1.9 hours on charts after hours; nobody checks generated notes by a common standard.",
                best="Generated notes are read against the visit, errors are counted, and patients are asked beforehand.",
                found="expert",
                reference="Inbox and note audit, informatics committee.",
                competence="Reading a generated note critically.",
                objectives=(("performance", "Verify generated notes against the visit before signing"),),
            ),
        ),
        areas="safety communication",
        competencies="nam-informatics acgme-communication",
        director="director",
        planners="planner fifita",
        status="draft",
        starts=118,
        created=-17,
    ),
    Plan(
        key="showcase",
        title="New Agents Showcase: an Evening on Biologics",
        department="Dermatology",
        rationale="A dinner meeting is convenient for community dermatologists.",
        description="Four new biologics presented over dinner.",
        venue="Foothill Grill",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now="Community dermatologists prescribe the newest biologics less often than academic ones.",
                best="Patients receive the newest agents when they qualify.",
                found="expert",
                reference="Personal communication.",
                competence="Familiarity with the new agents.",
                objectives=(("performance", "Prescribe one of the four new agents to a suitable patient"),),
            ),
        ),
        areas="safety",
        competencies="acgme-knowledge",
        audience="physician",
        director="farrokhzad",
        planners="ferrante",
        absences={
            "advanced-practice-nurse": "Not the audience.",
            "pharmacist": "Not the audience.",
            "physician-assistant": "Not the audience.",
        },
        agenda=(Item("18:30", 90, "Four new agents", "farrokhzad"),),
        outcomes="p",
        evaluation="Questionnaire at the end.",
        independence="Speakers were proposed by a company’s medical liaison; slides will be our own.",
        supported=True,
        status="declined",
        starts=60,
        submitted=-45,
        decided=-38,
        note=(
            "The gap is a company’s gap, not a practice gap, and its liaison proposed the topic and speakers (Standard 2). We "
            "would gladly help plan an activity on choosing among treatments for severe eczema, with all options in it."
        ),
        learners=20,
    ),
    Plan(
        key="wellness",
        title="Spa Weekend for Tired Clinicians",
        department="Family and Preventive Medicine",
        rationale="Rest needs distance from the inbox, and colleagues who feel the same.",
        description="Yoga, walks and talks on resilience.",
        venue="Sandstone Retreat",
        city="Ivins",
        state="UT",
        gaps=(
            Gap(
                now="Half of our clinicians report emotional exhaustion.",
                best="Clinicians feel rested.",
                found="survey",
                reference="Staff survey.",
                competence="Personal resilience.",
                objectives=(("competence", "Practice breathing exercises"),),
            ),
        ),
        areas="attributes",
        competencies="acgme-professionalism",
        audience="physician advanced-practice-nurse physician-assistant pharmacist",
        director="benally",
        planners="ruiz fifita manygoats",
        agenda=(
            Item("09:00", 120, "Breathing", "ruiz", "workshop"),
            Item("14:00", 120, "Walking", "benally", "workshop"),
        ),
        outcomes="c",
        evaluation="Questionnaire at the end.",
        independence=FEES_ONLY,
        status="declined",
        starts=75,
        submitted=-36,
        decided=-27,
        note=(
            "Rest is needed, but the gap is one of working conditions, not of professional practice. Consider an activity for "
            "leaders on redesigning inbox work; we know two departments that measured it."
        ),
        learners=30,
    ),
    Plan(
        key="hepatitis",
        title="Hepatitis C: Test, Treat and Cure in One’s Own Clinic",
        department="Internal Medicine",
        delivery="live_streamed",
        rationale="A case-based webinar shows primary care that eight pills and two laboratory visits suffice.",
        description="The simplified treatment, the drug interactions that matter, and how the pharmacy gets it approved.",
        gaps=(
            Gap(
                now=(
                    "One-time screening reached 33 % of adults in eighteen clinics; of those with viremia, 41 % were treated, nearly "
                    "all after a referral that took five months."
                ),
                best="Universal screening, reflex RNA testing, and simplified treatment by the primary clinician.",
                found="guideline",
                reference="AASLD–IDSA HCV Guidance, simplified treatment. Clinic registry, last year.",
                competence="Primary care believes treatment needs a specialist.",
                objectives=(
                    ("performance", "Screen every adult once with reflex RNA testing"),
                    ("performance", "Treat uncomplicated hepatitis C with the simplified algorithm"),
                ),
            ),
        ),
        areas="safety outreach outcomes",
        competencies="acgme-patient-care nam-evidence nam-teams",
        audience="physician advanced-practice-nurse physician-assistant pharmacist",
        director="ferrante",
        planners="vuong fifita ruiz",
        agenda=(
            Item("12:00", 30, "Who is left to find", "zhao"),
            Item("12:30", 45, "The simplified treatment, twice", "fifita vuong", "cases"),
            Item("13:15", 30, "Paper, phone, approval", "manygoats ruiz", "panel"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS,
        independence="The director consults for a company that makes no antiviral; planning decisions were read by a colleague.",
        status="open",
        starts=26,
        weekday=1,
        submitted=-57,
        decided=-44,
        learners=55,
    ),
)
