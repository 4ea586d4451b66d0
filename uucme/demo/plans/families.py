"""Mothers, children and the minds of both."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS, COMMITMENTS_AND_CHARTS, NO_INDUSTRY
from uucme.demo.shapes import Gap, Item, Plan

FAMILIES: Final = (
    Plan(
        key="asthma",
        title="Pediatric Asthma: Getting through the Winter without the Emergency Department",
        department="Pediatrics",
        delivery="live_streamed",
        rationale="Clinics and schools from three states meet for an hour without driving over icy passes.",
        description=(
            "A lunch-hour webinar before the inversion season: one inhaler for both relief and control, action plans that "
            "schools can read, and what to do on red air days."
        ),
        gaps=(
            Gap(
                now=(
                    "Of 214 children seen for asthma in our emergency department last winter, 58 % had no controller and "
                    "71 % no written action plan; a third had been there the winter before."
                ),
                best=(
                    "Children with persistent asthma use an inhaled corticosteroid, from five years on as maintenance-and-"
                    "reliever therapy with formoterol where it suits, and family and school hold the same plan."
                ),
                found="quality_data",
                reference=(
                    "Emergency department registry, last winter. NAEPP 2020 Focused Updates. J Allergy Clin Immunol "
                    "2020;146:1217–70."
                ),
                competence="Prescribers are unsure which child may use one inhaler for both purposes.",
                performance="Action plans stay in the chart and never reach the school.",
                objectives=(
                    (
                        "performance",
                        "Prescribe an inhaled corticosteroid to every child with persistent asthma before the season",
                    ),
                    ("competence", "Select children for single maintenance-and-reliever therapy"),
                    ("performance", "Give each family a written action plan and send it to the school the same day"),
                ),
            ),
        ),
        areas="safety communication outreach outcomes",
        competencies="acgme-patient-care acgme-systems nam-patient-centered ipec-communication",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse respiratory-therapist",
        audience_note="Pediatrics and family medicine; school nurses",
        director="yamashita",
        planners="moreau abboud",
        agenda=(
            Item("12:00", 20, "Who came last winter, and why", "yamashita"),
            Item("12:20", 25, "One inhaler or two?", "moreau abboud"),
            Item("12:45", 15, "A plan the school nurse can read", "yazzie pruitt fifita", "panel"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="open",
        starts=-13,
        weekday=1,
        submitted=-75,
        decided=-63,
        requests=(("evaluation", "evaluation_plan", "How will you count what changed in the clinics, and when?"),),
        before={"evaluation_plan": "A questionnaire on the day."},
        learners=66,
        liked=4.4,
        commitments=(
            "Send the action plan to the school from the visit itself.",
            "Switch my eligible teenagers to one inhaler for both.",
            "Call every family from last winter’s emergency list before the first inversion.",
            "Watch the spacer technique instead of asking about it.",
            "Put the red air day advice into the after-visit summary.",
        ),
    ),
    Plan(
        key="suicide",
        title="Asking about Suicide, and What to Do with the Answer",
        department="Psychiatry",
        rationale="Only practice with trained actors makes the question speakable and the safety plan routine.",
        description=(
            "Primary care and emergency teams practise asking directly, writing a safety plan with the patient, and talking "
            "about firearms and medicines at home without losing the person."
        ),
        venue="Behavioral Health Training House",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "The four states are among the ten with the highest suicide rates. In charts of 64 people who died, 45 % had "
                    "seen primary care within a month; a question about suicide was recorded in nine."
                ),
                best=(
                    "Everyone with depression is asked directly; whoever is at risk makes a written safety plan the same day, "
                    "with advice on lethal means and a call within 72 hours."
                ),
                found="incident",
                reference=(
                    "State violent death reporting system; case reviews with the medical examiner. Stanley B, et al. JAMA "
                    "Psychiatry 2018;75:894–900."
                ),
                competence="Clinicians fear that the question harms, and do not know what follows a yes.",
                performance="Firearms at home are asked about in fewer than one of ten at risk.",
                objectives=(
                    ("performance", "Screen every patient with depression with a direct question about suicide"),
                    ("performance", "Write a safety plan with the patient at the same visit"),
                    ("competence", "Counsel on safe storage of firearms and medicines in words that respect the owner"),
                ),
            ),
        ),
        areas="safety communication attributes outreach",
        competencies="acgme-patient-care acgme-communication acgme-professionalism nam-patient-centered ipec-values",
        audience="physician advanced-practice-nurse physician-assistant pharmacist psychologist social-worker nurse",
        director="tuiasosopo",
        planners="begay weiss montoya rhodes",
        partners=("Mountain Lifeline Alliance",),
        agenda=(
            Item("08:30", 45, "The month before", "tuiasosopo"),
            Item("09:15", 45, "Hearing yes: what helped me", "rhodes montoya", "panel"),
            Item("10:00", 15, "Break", kind="break"),
            Item("10:15", 90, "Asking, and writing the plan: with actors", "begay weiss colby", "simulation"),
            Item("11:45", 45, "Firearms and pills at home", "banerjee hartmann", "workshop"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="closed",
        starts=-186,
        weekday=3,
        submitted=-250,
        decided=-236,
        learners=41,
        liked=4.8,
        commitments=(
            "Ask directly, in those words, at every depression visit.",
            "Keep blank safety plans in every room and write one with the patient.",
            "Give out cable locks from the front desk, no questions asked.",
            "Call within 72 hours, myself, not the nurse.",
            "Dispense a week at a time when someone is at risk.",
        ),
    ),
    Plan(
        key="perinatal",
        title="Perinatal Depression: from a Score to Care",
        department="Psychiatry",
        delivery="live_streamed",
        rationale="Midwives, pediatricians and pharmacists see the same mother apart; a webinar brings them together.",
        description="Screening is everywhere, treatment is not. Whose job is the next step when the score is 14?",
        gaps=(
            Gap(
                now=(
                    "Screening reached 88 % of new mothers in our clinics; of those with a positive score, 31 % had a visit "
                    "about it within a month and half stopped their antidepressant on a stranger’s advice."
                ),
                best=(
                    "A positive score leads to an assessment the same day, a treatment decision within two weeks, and one "
                    "consistent answer on medicines in pregnancy and lactation."
                ),
                found="quality_data",
                reference="Perinatal collaborative, quarterly report. ACOG Clinical Practice Guideline 5, 2023.",
                competence="Clinicians outside psychiatry do not start treatment themselves.",
                performance="The score is filed and nobody is told.",
                objectives=(
                    ("performance", "Respond to every positive score with an assessment on the same day"),
                    ("competence", "Select an antidepressant for pregnancy and lactation with current safety data"),
                    ("performance", "Refer to the perinatal access line before stopping a working medicine"),
                ),
            ),
        ),
        areas="safety communication outcomes",
        competencies="acgme-patient-care nam-patient-centered nam-teams ipec-roles",
        audience="physician advanced-practice-nurse pharmacist physician-assistant nurse social-worker",
        director="tuiasosopo",
        planners="caldwell banerjee planner",
        agenda=(
            Item("12:00", 30, "Fourteen points: what happens next?", "tuiasosopo caldwell"),
            Item("12:30", 30, "Medicines in pregnancy and at the breast", "banerjee"),
            Item("13:00", 30, "Warm hand-offs that happen", "montoya delacruz fifita", "panel"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="open",
        starts=7,
        weekday=2,
        submitted=-61,
        decided=-47,
        learners=52,
    ),
    Plan(
        key="oral-health",
        title="Oral Health in Pregnancy: an Open Mouth at the Prenatal Visit",
        department="Obstetrics and Gynecology",
        rationale="Dentists and midwives teach each other’s examination at the chair.",
        description="A short hands-on course for prenatal teams, with dentists, on what to look for and whom to call.",
        venue="School of Dentistry, teaching clinic",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now="Fewer than four in ten pregnant patients see a dentist; most say they were told to wait.",
                best="Teeth and gums are looked at in the first prenatal visit; treatment is safe throughout pregnancy.",
                found="survey",
                reference="Pregnancy Risk Assessment Monitoring System, state report.",
                competence="Prenatal clinicians have never been shown an oral examination.",
                objectives=(
                    ("competence", "Perform a two-minute oral examination at the first prenatal visit"),
                    ("performance", "Refer every pregnant patient to dental care before 20 weeks"),
                ),
            ),
        ),
        areas="communication outreach",
        competencies="acgme-patient-care nam-teams ipec-roles",
        audience="physician advanced-practice-nurse nurse dentist",
        director="haddad",
        planners="caldwell delacruz",
        absences={
            "pharmacist": "The only drugs discussed are local anesthetics, which the dentist covers.",
            "physician-assistant": "We have not found one in prenatal care; the state society is asking its members.",
        },
        agenda=(
            Item("17:00", 40, "What bleeding gums tell", "castle"),
            Item("17:40", 50, "Two minutes at the chair", "castle caldwell", "workshop"),
        ),
        outcomes="cp",
        evaluation="Rated objectives and commitments; referral counts from two clinics before and after.",
        independence=NO_INDUSTRY,
        status="changes_requested",
        starts=82,
        weekday=1,
        submitted=-16,
        decided=-9,
        requests=(
            ("team", "", "Dr. Castle has not disclosed yet. We sent the link again; nothing can be approved before."),
            ("gaps", "gap1.reference", "Please give year and table, so that readers find the number."),
            ("evaluation", "evaluation_plan", "Which two clinics, and how will they count?"),
        ),
        note="A lovely idea. Three things before we can decide.",
        answers={3: "The clinics in Price and Blanding; both pull referrals from the same report each month."},
        learners=24,
    ),
    Plan(
        key="vaccines",
        title="Vaccine Conversations: when Parents Hesitate",
        department="Pediatrics",
        delivery="hybrid",
        rationale="Conversation is a skill; pairs rehearse it with feedback rather than hear about it.",
        description="What a presumptive opening does, and what to say when the answer is still no.",
        venue="Primary Education Center",
        city="Provo",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Two-dose measles coverage at kindergarten fell to 86 % in three counties. In recorded visits clinicians "
                    "opened with a question rather than a recommendation in 64 %."
                ),
                best=(
                    "A presumptive recommendation opens; hesitation is met with motivational interviewing; the conversation "
                    "goes on at the next visit instead of ending."
                ),
                found="quality_data",
                reference="School immunization report, state health department. Opel DJ, et al. Pediatrics 2013;132:1037–46.",
                competence="Clinicians argue with data where listening would help.",
                performance="Refusals are recorded and not taken up again.",
                objectives=(
                    ("performance", "Recommend vaccines with a presumptive opening at every well visit"),
                    ("competence", "Respond to a hesitant parent with two reflections before any fact"),
                    ("patient", "Increase second-dose measles coverage in one’s own panel"),
                ),
            ),
        ),
        areas="communication outreach outcomes",
        competencies="acgme-communication acgme-professionalism nam-patient-centered ipec-communication",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse public-health",
        director="yamashita",
        planners="moreau manygoats",
        agenda=(
            Item("08:30", 40, "What changed in three counties", "zhao"),
            Item("09:10", 80, "Openings and what follows: rehearsal in pairs", "yamashita moreau fifita", "simulation"),
            Item("10:45", 45, "Pharmacies as partners", "abboud yazzie", "panel"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="submitted",
        starts=78,
        weekday=4,
        submitted=-1,
        learners=45,
    ),
    Plan(
        key="neonatal",
        title="Golden Hour at 32 Weeks: Stabilizing a Newborn until the Team Lands",
        department="Pediatrics",
        rationale="Hospitals that deliver two preterm babies a year need rehearsal, not lectures.",
        description="",
        venue="",
        city="",
        state="",
        gaps=(
            Gap(
                now="Preterm newborns transferred to us arrive below 36.5 °C in 41 % of cases.",
                best="Normal temperature at admission, with a plastic wrap, a hat, a warm room and a thermometer in use.",
                found="quality_data",
                reference="Neonatal transport database, last two years.",
                performance="Room temperature is not raised before delivery.",
                objectives=(("performance", "Maintain a temperature of 36.5 to 37.5 °C from birth to take-off"),),
            ),
        ),
        areas="safety",
        competencies="acgme-patient-care",
        audience="physician nurse respiratory-therapist advanced-practice-nurse",
        director="director",
        codirector="nkosi",
        planners="planner pruitt",
        status="draft",
        starts=130,
        created=-12,
    ),
)
