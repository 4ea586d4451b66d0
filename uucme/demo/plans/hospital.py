"""Hospitals: infection, pain, minds in intensive care, hearts and strokes."""

from typing import Final

from uucme.demo.plans.wording import (
    COMMITMENTS,
    COMMITMENTS_AND_CHARTS,
    EXHIBITS_APART,
    NO_INDUSTRY,
    OBSERVED,
)
from uucme.demo.shapes import Gap, Item, Plan, Said

HOSPITAL: Final = (
    Plan(
        key="stewardship",
        title="Antibiotic Stewardship in Small Hospitals: Five Days Are Enough",
        department="Internal Medicine",
        delivery="live_streamed",
        rationale="Critical access hospitals cannot release staff to travel; an evening webinar reaches all of them.",
        description=(
            "How a hospital with one pharmacist and no infectious diseases physician runs a stewardship program: three "
            "protocols, one report, and a telephone number."
        ),
        gaps=(
            Gap(
                now=(
                    "In 14 critical access hospitals the median course for community-acquired pneumonia was nine days; "
                    "asymptomatic bacteriuria was treated in 52 %."
                ),
                best=(
                    "Uncomplicated pneumonia is treated for five days once stable; asymptomatic bacteriuria is not treated "
                    "outside pregnancy and urologic procedures."
                ),
                found="quality_data",
                reference=(
                    "Regional antimicrobial use report, last half-year. Metlay JP, et al. Am J Respir Crit Care Med "
                    "2019;200:e45–67. Nicolle LE, et al. Clin Infect Dis 2019;68:e83–110."
                ),
                competence="Clinicians without a specialist hesitate to stop early.",
                performance="Urine is cultured by reflex and treated by habit.",
                objectives=(
                    (
                        "performance",
                        "Prescribe five days for uncomplicated pneumonia and write the stop date on day one",
                    ),
                    ("performance", "Stop urine cultures without symptoms in adults who are not pregnant"),
                    ("competence", "Interpret one’s own hospital’s antimicrobial use report"),
                ),
            ),
        ),
        areas="safety outcomes leadership",
        competencies="acgme-patient-care acgme-systems nam-evidence nam-quality ipec-roles",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse",
        director="castellanos",
        planners="vuong colby thorvald",
        agenda=(
            Item("18:00", 30, "Nine days is not safer than five", "castellanos"),
            Item("18:30", 30, "The urine that should not be sent", "vuong lowell"),
            Item("19:00", 30, "A program with one pharmacist", "vuong colby", "panel"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="open",
        starts=-6,
        weekday=3,
        submitted=-69,
        decided=-55,
        learners=61,
        liked=4.5,
        commitments=(
            "Write the stop date with the first dose.",
            "Take the urine culture off our admission order set.",
            "Read our use report aloud at the medical staff meeting every quarter.",
            "Call the stewardship line before the second week of anything.",
        ),
    ),
    Plan(
        key="delirium",
        title="Delirium in Intensive Care: Awake, Walking, Sleeping",
        department="Internal Medicine",
        rationale="The bundle is carried out by five professions, who plan their own unit’s week together.",
        description="A day for ICU teams to put the ABCDEF bundle into their own Tuesday.",
        venue="Critical Care Training Center",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now="Delirium is screened once a day in 55 %; a benzodiazepine infusion runs in every fifth ventilated patient.",
                best="Screening each shift, light sedation without benzodiazepines, mobility by day three, and sleep at night.",
                found="guideline",
                reference="Devlin JW, et al. PADIS guidelines. Crit Care Med 2018;46:e825–73. Unit audit.",
                performance="Nobody coordinates sedation stops with breathing trials and therapy.",
                objectives=(
                    ("performance", "Coordinate the daily sedation stop with the breathing trial and therapy"),
                    ("patient", "Reduce days with delirium in ventilated patients"),
                ),
            ),
        ),
        areas="safety communication leadership",
        competencies="acgme-patient-care nam-teams nam-quality ipec-teams",
        audience="physician advanced-practice-nurse pharmacist nurse therapist respiratory-therapist",
        director="director",
        planners="lindqvist planner thorvald",
        absences={"physician-assistant": "Our intensive care units have no physician assistants."},
        agenda=(
            Item("08:00", 60, "The bundle, honestly measured", "lindqvist"),
            Item("09:00", 60, "Sedation without benzodiazepines", "mcallister"),
            Item("10:15", 75, "Walking on a ventilator", "ngata pruitt lowell", "simulation"),
        ),
        outcomes="po",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="changes_requested",
        starts=86,
        weekday=1,
        submitted=-11,
        decided=-4,
        requests=(
            ("gaps", "gap1.current_practice", "From which units and which months are the two numbers?"),
            (
                "objectives",
                "objective1",
                "Objective 1 names three tasks. Could it be two objectives, so that each can be rated?",
            ),
            ("agenda", "", "There is no break between 08:00 and 11:30; please add one."),
        ),
        note="Strong plan. Three small things and it can go ahead.",
        answers={1: "From both medical and both surgical units, January to June. We are adding it to the text."},
        says=(
            Said(
                "planner",
                -3,
                "If we split it, do we need a third evaluation item, or do the two rate the same task?",
                about=2,
            ),
            Said(
                "reviewer",
                -2,
                "One item for each objective is made by itself. Two short objectives are easier to answer than one long.",
                about=2,
            ),
            Said(
                "office_reviewer",
                -2,
                "Check the nurses’ hours with Gideon once the break is in: the simulation may drop below an hour.",
                is_internal=True,
            ),
        ),
        learners=36,
    ),
    Plan(
        key="stroke",
        title="Stroke in the Critical Access Hospital: Door, Needle, Helicopter",
        department="Neurology",
        delivery="hybrid",
        rationale="Hospitals rehearse their own door-to-needle pathway against a clock, with the hub on video.",
        description="Spoke hospitals bring their team and their stopwatch. Thrombolysis, transfer for thrombectomy, and the family.",
        venue="Bighorn Room",
        city="Casper",
        state="WY",
        gaps=(
            Gap(
                now=(
                    "Median door-to-needle time in 19 spoke hospitals is 71 minutes; door-in-door-out before thrombectomy is "
                    "132 minutes."
                ),
                best="Thrombolysis within 45 minutes of arrival in most patients, and departure for thrombectomy within 90.",
                found="quality_data",
                reference="Regional stroke registry. Powers WJ, et al. AHA/ASA guidelines. Stroke 2019;50:e344–418.",
                competence="Teams that treat four strokes a year have no rehearsed roles.",
                performance="The helicopter is called after the scan has been read.",
                objectives=(
                    ("performance", "Start thrombolysis within 45 minutes of arrival in eligible patients"),
                    (
                        "performance",
                        "Request the aircraft on suspicion of large-vessel occlusion, before the scan is read",
                    ),
                    ("competence", "Assess stroke severity by video with a nurse at the bedside"),
                ),
            ),
        ),
        areas="safety communication outcomes",
        competencies="acgme-patient-care acgme-systems nam-teams nam-quality ipec-communication",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse emergency-medical",
        director="silveira",
        planners="colby mcallister hartmann",
        agenda=(
            Item("09:00", 45, "Seventy-one minutes: where they go", "silveira"),
            Item("09:45", 90, "Against the clock: your hospital’s pathway", "colby hartmann thorvald", "simulation"),
            Item("11:15", 15, "Break", kind="break"),
            Item("11:30", 45, "Calling the aircraft early", "gallegos silveira"),
            Item("12:15", 45, "What the family must decide in ten minutes", "rosenthal mcallister", "cases"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="approved",
        starts=76,
        weekday=4,
        submitted=-25,
        decided=-12,
        opens=14,
        learners=50,
    ),
    Plan(
        key="cardiology-boise",
        title="Treasure Valley Cardiology Update for Primary Care",
        department="Internal Medicine",
        delivery="hybrid",
        rationale="One Saturday close to home, case by case, with the people who share these patients.",
        description="Heart failure, lipids, rhythm and the athlete’s heart: what changed this year and what to do on Monday.",
        venue="Cottonwood Center",
        city="Boise",
        state="ID",
        zone="America/Boise",
        gaps=(
            Gap(
                now=(
                    "Of patients with heart failure and reduced ejection fraction in eleven clinics, 21 % take all four drug "
                    "classes; doses stay where the hospital left them in half."
                ),
                best="All four classes within three months of diagnosis, titrated every two weeks as tolerated.",
                found="quality_data",
                reference="Heidenreich PA, et al. AHA/ACC/HFSA guideline. Circulation 2022;145:e895–1032. Clinic registry.",
                competence="Titration is left to cardiology, which is four months away.",
                objectives=(
                    ("performance", "Titrate all four heart failure drug classes within three months of diagnosis"),
                    ("competence", "Interpret an athlete’s ECG by the international criteria"),
                    ("performance", "Refer atrial fibrillation for rhythm control in its first year"),
                ),
            ),
        ),
        areas="safety outcomes outreach",
        competencies="acgme-patient-care acgme-knowledge nam-evidence nam-teams",
        audience="physician advanced-practice-nurse physician-assistant pharmacist",
        director="iyer",
        planners="trujillo ruiz kimball",
        coordinator="blanchard",
        partners=("Treasure Valley Medical Society",),
        agenda=(
            Item("08:00", 60, "Four drugs in three months", "iyer trujillo"),
            Item("09:00", 45, "Lipids: lower, earlier, for whom?", "iyer ruiz"),
            Item("09:45", 30, "Break and exhibits", kind="exhibit", room="Lobby"),
            Item("10:15", 60, "Rhythm in the first year", "iyer kimball", "cases"),
            Item("11:15", 45, "Twelve ECGs of athletes", "kimball", "workshop"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=EXHIBITS_APART,
        exhibits=True,
        status="open",
        starts=43,
        weekday=5,
        submitted=-54,
        decided=-40,
        relevant="iyer",
        learners=37,
    ),
    Plan(
        key="ultrasound",
        title="Point-of-Care Ultrasound for the Hospital Team",
        department="Internal Medicine",
        rationale="Scanning is a motor skill: four learners, one probe, one coach, and a second look in the afternoon.",
        description="Heart, lungs, veins and free fluid: a day of hands on probes, with models and a scored second round.",
        venue="Simulation Center, second floor",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now="Nine of 64 hospital clinicians use ultrasound weekly, though a machine stands on every floor.",
                best="Focused questions at the bedside are answered with ultrasound and documented with the images.",
                found="survey",
                reference="Survey of hospital clinicians and image archive counts, spring.",
                competence="Clinicians cannot obtain the four views reliably.",
                performance="Scans are done and not documented.",
                objectives=(
                    ("competence", "Demonstrate four cardiac and lung views on a model within ten minutes"),
                    ("performance", "Document every bedside scan with images and an interpretation"),
                ),
            ),
        ),
        areas="safety outcomes",
        competencies="acgme-patient-care acgme-practice-based nam-informatics",
        audience="physician advanced-practice-nurse physician-assistant",
        director="lindqvist",
        planners="kimball thorvald",
        absences={"pharmacist": "A motor skill course; pharmacists in our hospitals do not scan."},
        agenda=(
            Item("08:00", 45, "One question, one view", "lindqvist"),
            Item("08:45", 105, "Hands on: heart and lungs", "kimball thorvald lindqvist", "workshop"),
            Item("10:30", 15, "Break", kind="break"),
            Item("10:45", 90, "Hands on: veins and free fluid", "kimball thorvald", "workshop"),
            Item("12:15", 45, "Lunch", kind="meal"),
            Item("13:00", 60, "Second look, scored", "lindqvist kimball", "simulation"),
        ),
        outcomes="cp",
        evaluation=OBSERVED,
        independence="Machines are lent by three makers without staff, logos covered. No company had a part in the course.",
        status="open",
        starts=-70,
        weekday=5,
        submitted=-140,
        decided=-122,
        learners=28,
        capacity=28,
        liked=4.7,
        commitments=(
            "Scan one heart every shift for a month.",
            "Save images and write two lines, every time.",
            "Look at the lungs before the third dose of furosemide.",
        ),
    ),
)
