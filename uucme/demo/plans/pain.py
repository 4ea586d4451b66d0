"""Pain, and what relieves it."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS, COMMITMENTS_AND_CHARTS, FEES_ONLY
from uucme.demo.shapes import Gap, Item, Plan

PAIN: Final = (
    Plan(
        key="opioids",
        title="Tapering Opioids with, not against, the Patient",
        department="Anesthesiology",
        delivery="hybrid",
        rationale="Teams plan a taper for their own patient and rehearse the first conversation about it.",
        description=(
            "For prescribers and pharmacists who inherit high doses. Risk, rate, withdrawal, buprenorphine, and how to remain "
            "someone the patient comes back to."
        ),
        venue="Snowberry Conference Room",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Among patients above 90 morphine milligram equivalents, 38 % of dose reductions last year exceeded 30 % in "
                    "a month; emergency visits doubled in the following quarter. Naloxone was co-prescribed to 41 %."
                ),
                best=(
                    "Tapers are agreed with the patient, commonly 10 % a month or slower, paused when needed; naloxone is "
                    "offered, and buprenorphine considered when a taper fails."
                ),
                found="quality_data",
                reference=(
                    "Controlled substance database, clinic extract. Dowell D, et al. CDC Clinical Practice Guideline for "
                    "Prescribing Opioids for Pain, 2022. MMWR Recomm Rep 2022;71(3)."
                ),
                competence="Clinicians know the target but not the pace or the words.",
                performance="Naloxone and a plan for withdrawal are missing.",
                objectives=(
                    ("performance", "Taper long-term opioids by about 10 % a month in agreement with the patient"),
                    ("performance", "Prescribe naloxone with every dose of 50 morphine milligram equivalents or more"),
                    ("competence", "Start low-dose buprenorphine in a patient who cannot taper"),
                ),
            ),
        ),
        areas="safety communication attributes",
        competencies="acgme-patient-care acgme-communication nam-patient-centered nam-evidence ipec-values",
        audience="physician advanced-practice-nurse physician-assistant pharmacist psychologist",
        director="petrov",
        planners="attakai banerjee weiss",
        agenda=(
            Item("08:30", 45, "What fast tapers did in our state", "attakai"),
            Item("09:15", 60, "Rate, pause, withdrawal: making the plan", "petrov banerjee", "workshop"),
            Item("10:15", 15, "Break", kind="break"),
            Item("10:30", 75, "The first conversation, rehearsed", "weiss rhodes fifita", "simulation"),
            Item("11:45", 45, "When it cannot be tapered: buprenorphine", "attakai begay"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=FEES_ONLY,
        status="closed",
        starts=-124,
        weekday=3,
        submitted=-186,
        decided=-170,
        requests=(("evaluation", "evaluation_plan", "Which charts will be looked at, and how many?"),),
        before={"evaluation_plan": "We will look at some charts."},
        learners=46,
        liked=4.5,
        commitments=(
            "Slow my two fastest tapers down this week and call both patients.",
            "Prescribe naloxone with everything above 50, and show how it is used.",
            "Let the pharmacist make the taper calendar with the patient.",
            "Start buprenorphine instead of sending people away.",
            "Say “we will do this together” and mean it.",
        ),
    ),
    Plan(
        key="neuromodulation",
        title="Spinal Cord Stimulation: Whom to Refer, When, and Whom Not",
        department="Anesthesiology",
        rationale="Selection is judged best over cases seen by several disciplines.",
        description="Referral criteria, psychological readiness, and what the trials with sham controls show.",
        venue="Pain Center, seminar room",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now="Of 58 referrals for stimulation, 24 had no trial of rehabilitation and 31 no psychological assessment.",
                best="Referral after rehabilitation and a psychological assessment, with an honest account of sham-controlled trials.",
                found="literature",
                reference="Cochrane review on spinal cord stimulation for low back pain, 2023. Referral audit.",
                competence="Referring clinicians overrate expected benefit.",
                objectives=(
                    ("competence", "Evaluate a patient’s readiness for stimulation with a psychologist’s report"),
                    ("performance", "Refer only after rehabilitation has been completed"),
                ),
            ),
        ),
        areas="safety attributes",
        competencies="acgme-patient-care nam-evidence",
        audience="physician advanced-practice-nurse psychologist therapist",
        director="petrov",
        planners="weiss begay",
        absences={
            "pharmacist": "No drug treatment is discussed.",
            "physician-assistant": "Asked two; neither was free on the date.",
        },
        agenda=(
            Item("16:00", 40, "What sham control did to the effect", "petrov okonkwo"),
            Item("16:40", 40, "Readiness", "weiss ngata", "cases"),
            Item("17:20", 25, "The stimulator in one’s hands: leads, skin, magnets", "aaltonen", "workshop"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence="The director discloses a former consultancy with a maker of stimulators, and an engineer of that maker shows the device; the office decides on both.",
        status="submitted",
        starts=66,
        weekday=2,
        submitted=-24,
        undecided="petrov aaltonen",
        learners=28,
    ),
)
