"""Material to work through alone, as prescribers must."""

from typing import Final

from uucme.demo.plans.wording import NO_INDUSTRY
from uucme.demo.shapes import Gap, Plan, Quiz

PRESCRIBING: Final = (
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
)
