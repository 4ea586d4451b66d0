"""Numbers that clinics watch: pressure, albumin, and what is done about them."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS_AND_CHARTS, NO_INDUSTRY
from uucme.demo.shapes import Gap, Item, Plan, Said

NUMBERS: Final = (
    Plan(
        key="ckd",
        title="Kidney Disease Found Early: Albumin, Numbers and Next Steps",
        department="Internal Medicine",
        delivery="live_streamed",
        rationale="Clinics join over lunch, look at their own numbers and agree on one standing order.",
        description=(
            "Most people with chronic kidney disease do not know it. A nephrologist, a pharmacist and a clinic nurse show "
            "how a urine albumin test becomes a treatment, clinic by clinic."
        ),
        gaps=(
            Gap(
                now=(
                    "Only 37 % of our patients with diabetes or hypertension had a urine albumin–creatinine ratio last year. "
                    "Of those with albuminuria, 44 % take the highest tolerated dose of an ACE inhibitor or ARB."
                ),
                best=(
                    "eGFR and albuminuria are measured yearly in everyone at risk; albuminuria is treated with a renin–"
                    "angiotensin blocker at full dose and an SGLT2 inhibitor."
                ),
                found="guideline",
                reference="KDIGO 2024 Clinical Practice Guideline for CKD. Kidney Int 2024;105(4S):S117–S314. Clinic registry.",
                competence="Teams read eGFR but do not act on albumin.",
                performance="The test is not part of the rooming protocol.",
                objectives=(
                    (
                        "performance",
                        "Order a urine albumin–creatinine ratio yearly for every patient with diabetes or hypertension",
                    ),
                    (
                        "performance",
                        "Titrate renin–angiotensin blockers to the full dose, tolerating a 30 % rise in creatinine",
                    ),
                    ("competence", "Select patients for an SGLT2 inhibitor by albumin and eGFR"),
                ),
            ),
        ),
        areas="safety outcomes",
        competencies="acgme-patient-care acgme-practice-based nam-quality nam-evidence",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse",
        director="georgiou",
        planners="trujillo fifita ruiz",
        agenda=(
            Item("12:00", 25, "The test nobody orders", "georgiou"),
            Item("12:25", 25, "Full dose, and then? Creatinine, potassium, courage", "trujillo"),
            Item("12:50", 25, "A standing order that nurses own", "yazzie ruiz", "panel"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="submitted",
        starts=68,
        weekday=2,
        submitted=-3,
        requests=(
            ("gaps", "gap1.reference", "Which registry, and over which period? Please add it to the reference."),
            (
                "objectives",
                "objective3",
                "Objective 3 begins with “List”; can it say what learners will choose and by what?",
            ),
            ("evaluation", "evaluation_plan", "You chose patient outcomes; say which measure will show them."),
        ),
        before={
            "gap1.reference": "KDIGO guideline.",
            "objective3.text": "List the benefits of SGLT2 inhibitors",
            "evaluation_plan": "A questionnaire at the end of the webinar.",
        },
        answers={
            1: "It is our own registry, the last twelve months; the period stands in the reference now.",
            3: "Albuminuria testing in the six clinics, from the same dashboard, before and four months after.",
        },
        settled=(1,),
        says=(
            Said("georgiou", -6, "May we name the two clinics that pilot the standing order, or is that advertising?"),
            Said("reviewer", -5, "Name them, please. They are your own clinics, so nothing is sold by it."),
            Said(
                "office_reviewer",
                -2,
                "I read the first version. The evaluation plan is the one to look at: last year nobody sent the numbers.",
                is_internal=True,
            ),
        ),
        excluded=(
            (
                "mensah",
                "other",
                "Dr. Mensah advises the maker of one of the drugs that are compared here, and there was nobody to review "
                "the questions before the day. Please name a moderator without such ties.",
            ),
        ),
        learners=60,
    ),
    Plan(
        key="hypertension-pi",
        title="Blood Pressure under Control: a Performance Improvement Project for Clinics",
        department="Family and Preventive Medicine",
        format="performance",
        delivery="online",
        rationale="Three stages on one’s own charts: measure, change, measure again.",
        description=(
            "Clinics measure control in thirty of their own patients, choose two of five changes, and measure again after "
            "four months. A coach calls every month."
        ),
        gaps=(
            Gap(
                now="Control below 140/90 was 61 % across 22 clinics; a second reading followed a high first one in 34 %.",
                best="At least 80 % control, with repeated measurement, team-based titration and home readings.",
                found="quality_data",
                reference="Clinic quality report, blood pressure measure, last calendar year.",
                performance="A high reading ends in “recheck next time”.",
                objectives=(
                    ("performance", "Measure a second blood pressure whenever the first is high"),
                    ("patient", "Increase the share of one’s patients below 140/90 by ten points in four months"),
                ),
            ),
        ),
        areas="safety outcomes leadership",
        competencies="acgme-practice-based acgme-systems nam-quality nam-informatics",
        audience="physician advanced-practice-nurse physician-assistant pharmacist",
        director="osei",
        planners="trujillo ruiz fifita",
        authors="osei",
        outcomes="po",
        evaluation="The measure of stage A is compared with that of stage C in each clinic; learners reflect on what moved it.",
        independence=NO_INDUSTRY,
        material=(
            "Stage A: draw thirty charts of your own patients with hypertension and count how many were below 140/90 at "
            "their last visit.\n\nStage B: choose two of the five changes and put them in place for at least three "
            "months.\n\nStage C: draw thirty charts again, in the same way."
        ),
        status="open",
        starts=-230,
        lasts=330,
        submitted=-294,
        decided=-272,
        learners=21,
        liked=4.3,
        commitments=(
            "Keep the second-reading prompt in the rooming template for good.",
            "Let the pharmacist titrate between visits under the protocol.",
            "Lend out home cuffs; ours came back with better numbers than any pill.",
        ),
    ),
)
