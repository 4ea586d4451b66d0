"""What this country asks of its clinicians: altitude, cold, distance; and material to work through alone."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS, EXHIBITS_APART, NO_INDUSTRY, OBSERVED
from uucme.demo.shapes import Gap, Item, Plan, Quiz

MOUNTAINS: Final = (
    Plan(
        key="altitude",
        title="Medicine above 8,000 Feet: High-Altitude and Mountain Medicine Conference",
        department="Emergency Medicine",
        delivery="hybrid",
        rationale="Lectures in the morning, snow in the afternoon: what is heard is done the same day.",
        description=(
            "Two days where the problem is. Acute mountain illness, the sick visitor, the chronically ill who live high, and "
            "a field afternoon with ski patrol. Two tracks: clinic and field."
        ),
        venue="Storm Peak Lodge",
        city="Snowbird",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Of 96 visitors treated for altitude illness in three resort clinics, 40 % received no descent plan in "
                    "writing; acetazolamide prophylaxis had been offered to 9 % of those at risk."
                ),
                best=(
                    "Risk is assessed before travel, prophylaxis offered to those at moderate or high risk, and descent, oxygen "
                    "and dexamethasone or nifedipine used by syndrome."
                ),
                found="quality_data",
                reference=(
                    "Resort clinic charts, last two winters. Luks AM, et al. Wilderness Medical Society guidelines. "
                    "Wilderness Environ Med 2019;30:S3–S18; update 2024."
                ),
                competence="Clinicians from low altitude mistake early cerebral edema for a hangover or flu.",
                performance="Travel consultations do not ask about sleeping altitude.",
                objectives=(
                    (
                        "competence",
                        "Differentiate acute mountain sickness, cerebral and pulmonary edema at the bedside",
                    ),
                    ("performance", "Prescribe acetazolamide to travelers at moderate or high risk"),
                    ("performance", "Give every patient a written plan for descent"),
                ),
            ),
            Gap(
                now="People with heart or lung disease are told not to go, or told nothing.",
                best="Altitude exposure is planned by disease, with oxygen and a test where it changes the advice.",
                found="expert",
                reference="Questions to the high-altitude telephone line, 143 calls.",
                competence="Advice for chronic disease at altitude is guessed.",
                objectives=(("competence", "Plan a stay at altitude with a patient who has heart or lung disease"),),
            ),
        ),
        areas="safety communication outreach",
        competencies="acgme-patient-care acgme-knowledge nam-evidence nam-teams ipec-roles",
        audience="physician advanced-practice-nurse physician-assistant pharmacist emergency-medical nurse",
        audience_note="Resort and mountain clinics, emergency medicine, search and rescue",
        director="director",
        codirector="bergstrom",
        planners="colby blackfeather planner",
        coordinator="blanchard",
        moderators="whitehorse",
        agenda=(
            Item("08:00", 60, "The sick visitor: three syndromes, one slope", "bergstrom", room="Ballroom"),
            Item("09:00", 45, "Drugs up high: what works, what is folklore", "trujillo", room="Ballroom"),
            Item("09:45", 30, "Break and exhibits", kind="exhibit"),
            Item("10:15", 75, "Living high with heart failure and COPD", "iyer ruiz", "cases", "Clinic", "Aspen room"),
            Item("10:15", 75, "Cold hands, cold core", "blackfeather hartmann", "workshop", "Field", "Patrol hut"),
            Item("11:45", 75, "Lunch", kind="meal"),
            Item(
                "13:00",
                150,
                "Field afternoon: finding, packing, descending",
                "blackfeather colby gallegos",
                "simulation",
                "Field",
                "Slope",
            ),
            Item(
                "13:00",
                75,
                "Pregnancy, children and sleep at altitude",
                "caldwell bergstrom",
                "talk",
                "Clinic",
                "Aspen room",
            ),
            Item(
                "14:30", 60, "The travel consultation, rehearsed", "ruiz manygoats", "workshop", "Clinic", "Aspen room"
            ),
            Item("08:00", 60, "Brain under pressure", "silveira", day=1, room="Ballroom"),
            Item(
                "09:15",
                60,
                "When the helicopter does not come",
                "whitehorse blackfeather",
                "panel",
                day=1,
                room="Ballroom",
            ),
            Item("10:30", 60, "Your hardest case", "bergstrom colby", "cases", day=1, room="Ballroom"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=EXHIBITS_APART,
        exhibits=True,
        status="open",
        starts=31,
        lasts=2,
        weekday=4,
        submitted=-80,
        decided=-58,
        learners=68,
        capacity=80,
    ),
    Plan(
        key="frostbite",
        title="Frostbite: Thaw, Scan, Treat within a Day",
        department="Surgery",
        delivery="live_streamed",
        rationale="A webinar reaches the night clinicians of small hospitals before the cold does.",
        description="Rapid rewarming, the 24-hour window for thrombolysis or iloprost, and whom to call.",
        gaps=(
            Gap(
                now="Of 33 severe frostbite injuries, 19 reached a burn center after the treatment window had closed.",
                best="Rapid rewarming at once, and transfer in time for imaging and thrombolysis or iloprost within 24 hours.",
                found="quality_data",
                reference="Burn center registry, last five winters. Wilderness Medical Society frostbite guidelines, 2024.",
                competence="Emergency clinicians do not know the window exists.",
                performance="Rewarming is slow and without analgesia.",
                objectives=(
                    ("performance", "Start rapid rewarming with analgesia within thirty minutes"),
                    ("performance", "Refer severe injuries in time for treatment within 24 hours"),
                ),
            ),
        ),
        areas="safety outreach outcomes",
        competencies="acgme-patient-care acgme-systems nam-teams",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse emergency-medical",
        director="director",
        planners="prentice planner",
        agenda=(
            Item("18:30", 30, "A window of one day", "vance prentice"),
            Item("19:00", 30, "Rewarming that works, and pain", "hartmann kealoha mcallister"),
            Item("19:30", 30, "Calls at two in the morning", "blackfeather whitehorse", "panel"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="approved",
        starts=52,
        weekday=2,
        submitted=-20,
        decided=-7,
        opens=6,
        learners=70,
    ),
    Plan(
        key="controlled",
        title="Controlled Substances: Prescribing Safely in Utah and Beyond",
        department="Family and Preventive Medicine",
        format="enduring",
        delivery="online",
        rationale="A required topic with differing rules by state suits self-paced reading with cases.",
        description=(
            "Ninety minutes to work through when it suits: risk assessment, the database, naloxone, benzodiazepines, stimulants, "
            "and opioid use disorder. Cases from clinics and pharmacies; an assessment at the end."
        ),
        gaps=(
            Gap(
                now=(
                    "In an audit of 600 controlled prescriptions the database had been checked for 71 %, an opioid and a "
                    "benzodiazepine overlapped in 14 %, and naloxone accompanied 29 % of those at risk."
                ),
                best=(
                    "The database is checked before each first and each quarterly prescription, combinations are avoided, "
                    "naloxone is offered, and opioid use disorder is treated where it is found."
                ),
                found="regulation",
                reference="State controlled substance database audit; Utah Code 58-37-6.5; CDC guideline 2022.",
                competence="Prescribers treat the database as a formality.",
                performance="Opioid use disorder is referred rather than treated.",
                objectives=(
                    ("performance", "Review the controlled substance database before each first prescription"),
                    ("performance", "Offer naloxone to every patient at risk of overdose"),
                    ("competence", "Select patients for buprenorphine in one’s own practice"),
                ),
            ),
        ),
        areas="safety attributes outcomes",
        competencies="acgme-patient-care acgme-systems nam-informatics nam-evidence",
        audience="physician advanced-practice-nurse physician-assistant pharmacist dentist",
        director="attakai",
        planners="banerjee ruiz fifita",
        authors="attakai banerjee",
        absences={"dentist": "The dental chapter was read by the state association’s safety committee."},
        minutes=90,
        material=(
            "1. A look into the database (15 minutes)\n"
            "Mrs. L., 58, new to your clinic, asks for a refill of oxycodone 10 mg four times a day and lorazepam 1 mg at "
            "night. Before the visit ends you open the database. Read what it shows and decide what you say first.\n\n"
            "2. Starting, continuing, ending (25 minutes)\n"
            "Begin with the lowest effective dose of an immediate-release opioid and agree on what success looks like. "
            "Overdose risk rises with dose; the step beyond 50 morphine milligram equivalents a day rarely helps and should be a "
            "decision, not a drift. Ending is slower than starting: about ten per cent a month is tolerable for many.\n\n"
            "3. Dangerous company (15 minutes)\n"
            "Opioids with benzodiazepines, gabapentinoids or alcohol: what the combination does to breathing, and how to "
            "separate the two with a pharmacist.\n\n"
            "4. Naloxone (10 minutes)\n"
            "Offer it with higher doses, with benzodiazepines, with sleep apnea, after any overdose and to households. Show "
            "how it is used; say who should know where it is.\n\n"
            "5. Opioid use disorder (25 minutes)\n"
            "Recognize it without contempt, say it plainly, and start buprenorphine: dose, first day, follow-up. Since 2023 no "
            "waiver is needed."
        ),
        quiz=(
            Quiz(
                "Mrs. L. takes oxycodone 40 mg a day and lorazepam at night. Besides talking about the combination, what should "
                "leave the clinic with her today?",
                "Naloxone, and someone at home who knows how to use it",
                (
                    "A urine cup for next time",
                    "A double dose for the weekend",
                    "Nothing, until the database has been audited",
                ),
            ),
            Quiz(
                "Above which daily dose does the CDC guideline ask you to pause and reassess benefit and risk carefully?",
                "50 morphine milligram equivalents",
                ("20 morphine milligram equivalents", "120 morphine milligram equivalents", "There is no such dose"),
            ),
            Quiz(
                "A patient on long-term opioids agrees to taper. Which pace is tolerable for many?",
                "About 10 % of the dose a month, with pauses",
                ("Half the dose in the first week", "25 % every two days", "Stop at once and give clonidine"),
            ),
            Quiz(
                "Who may prescribe buprenorphine for opioid use disorder in the United States now?",
                "Any clinician with a DEA registration that covers schedule III",
                ("Only physicians with a waiver", "Only addiction psychiatrists", "Only licensed treatment programs"),
            ),
            Quiz(
                "When is the controlled substance database checked at the least?",
                "Before the first prescription, and periodically while it goes on",
                ("Only when diversion is suspected", "Once a year in January", "When the pharmacy asks for it"),
            ),
        ),
        outcomes="cp",
        evaluation="Assessment, commitments after sixty days, and the database audit repeated next year.",
        independence=NO_INDUSTRY,
        status="open",
        starts=-208,
        lasts=900,
        submitted=-262,
        decided=-230,
        learners=64,
        liked=4.1,
        commitments=(
            "Open the database before I open the refill.",
            "Prescribe naloxone with every opioid and benzodiazepine pair, and separate the pair.",
            "Start my first patient on buprenorphine this month.",
        ),
    ),
    Plan(
        key="hape-journal",
        title="Journal Club at Your Desk: Preventing High-Altitude Pulmonary Edema",
        department="Internal Medicine",
        format="journal",
        delivery="online",
        rationale="One article, read closely with questions, fits into an evening on call.",
        description="A review article, a commentary from a mountain clinic, and five questions.",
        gaps=(
            Gap(
                now="In a survey, 56 % of travel clinics would give acetazolamide to someone with earlier pulmonary edema.",
                best="Slow ascent first; nifedipine for those with earlier pulmonary edema; tadalafil as an alternative.",
                found="survey",
                reference="Survey of 41 travel clinics in four states.",
                competence="Prophylaxis is chosen by habit rather than by syndrome.",
                objectives=(("competence", "Select prophylaxis by the traveler’s history of altitude illness"),),
            ),
        ),
        areas="safety outreach",
        competencies="acgme-knowledge nam-evidence",
        audience="physician pharmacist advanced-practice-nurse physician-assistant",
        director="bergstrom",
        planners="trujillo",
        authors="bergstrom ruiz",
        absences={"physician-assistant": "A physician assistant reads the next issue; this one was written before."},
        minutes=60,
        material=(
            "Read the review (24 pages) and the commentary (2 pages), both in the library’s reading list.\n\n"
            "While reading, note: Who was studied, and how fast did they climb? What was the event, and how was it seen? What "
            "would have happened with two more days of ascent instead of a drug?"
        ),
        quiz=(
            Quiz(
                "What prevents high-altitude pulmonary edema best?",
                "Ascending slowly",
                ("Drinking more", "Sleeping with the head low", "Aspirin"),
            ),
            Quiz(
                "A climber had pulmonary edema at 11,000 feet last year and insists on a fast ascent. First choice?",
                "Nifedipine, extended release",
                ("Acetazolamide alone", "Furosemide", "Inhaled fluticasone"),
            ),
            Quiz(
                "Which sign tells pulmonary edema from a cough of cold dry air?",
                "Breathlessness at rest with falling saturation",
                ("A sore throat", "A cough after exercise only", "A blocked nose"),
            ),
        ),
        outcomes="c",
        evaluation="Assessment at the end; commitments after sixty days.",
        independence=NO_INDUSTRY,
        status="open",
        starts=-62,
        lasts=365,
        submitted=-100,
        decided=-80,
        learners=27,
        liked=4.3,
        commitments=(
            "Ask every traveler how high they will sleep.",
            "Keep nifedipine, not furosemide, in the trek kit.",
        ),
    ),
    Plan(
        key="lookup",
        title="Point-of-Care Learning: Questions from the Clinic, Answered and Reflected",
        department="Family and Preventive Medicine",
        format="point_of_care",
        delivery="online",
        rationale="Learning happens when a patient raises the question; reflection makes it stay.",
        description="Note the question, what you searched, what you found and what you did with it.",
        gaps=(
            Gap(
                now="Clinicians meet about eleven questions a day and pursue one in three.",
                best="Questions that would change care are searched in trusted sources and written down with what was decided.",
                found="literature",
                reference="Del Fiol G, et al. JAMA Intern Med 2014;174:710–8.",
                performance="Answers are looked up and not reflected on.",
                objectives=(
                    ("performance", "Document question, source and change of care for a search at the point of care"),
                ),
            ),
        ),
        areas="safety outcomes",
        competencies="acgme-practice-based nam-informatics nam-evidence",
        audience="physician advanced-practice-nurse physician-assistant pharmacist",
        director="benally",
        planners="ruiz trujillo fifita",
        authors="benally",
        outcomes="p",
        evaluation="A sample of reflections is read each quarter for a stated change of care.",
        independence=NO_INDUSTRY,
        status="open",
        starts=-45,
        lasts=365,
        submitted=-84,
        decided=-66,
        learners=16,
        liked=4.0,
    ),
    Plan(
        key="ethics",
        title="Deciding Together: Ethics when Time Is Short",
        department="Internal Medicine",
        delivery="hybrid",
        rationale="Ethics is practised in conversation, with the people who will have it.",
        description="Code status at three in the morning, refusal of transfer, and families who disagree.",
        venue="Juniper Chapel and Conference Room",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now="In 52 night-time code discussions, the patient’s goals were recorded in 15 before a recommendation was made.",
                best="Goals are asked for first, a recommendation follows from them, and disagreement is named kindly.",
                found="incident",
                reference="Ethics consultation service, last year’s report.",
                competence="Clinicians offer a menu where a recommendation is needed.",
                objectives=(
                    ("performance", "Document goals before recommending treatment limits"),
                    ("competence", "Facilitate a family meeting in which two relatives disagree"),
                ),
            ),
        ),
        areas="communication attributes",
        competencies="acgme-communication acgme-professionalism nam-patient-centered ipec-values",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse social-worker",
        director="rosenthal",
        planners="fairchild kimball lowell hadley",
        agenda=(
            Item("13:00", 60, "Goals first", "rosenthal stanhope"),
            Item("14:00", 90, "Family meetings, rehearsed", "fairchild lowell hadley", "simulation"),
            Item("15:45", 45, "Drugs near the end: what helps", "trujillo", "cases"),
        ),
        outcomes="cp",
        evaluation=OBSERVED,
        independence=NO_INDUSTRY,
        status="open",
        starts=19,
        weekday=3,
        submitted=-52,
        decided=-39,
        learners=39,
    ),
)
