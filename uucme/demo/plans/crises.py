"""Crises that are rehearsed before they happen."""

from typing import Final

from uucme.demo.plans.wording import NO_INDUSTRY, OBSERVED
from uucme.demo.shapes import Around, Gap, Item, Plan

CRISES: Final = (
    Plan(
        key="hemorrhage",
        title="Maternal Hemorrhage: In-Situ Simulation for Every Shift",
        department="Obstetrics and Gynecology",
        rationale="Rare, fast and lethal: only rehearsal on the real unit, with the real cart, shows what is missing.",
        description=(
            "A simulation that goes round the clock so that night teams practise too. Each team runs a postpartum "
            "hemorrhage on its own unit, weighs blood loss, calls the massive transfusion protocol and debriefs with "
            "the blood bank on the line."
        ),
        venue="Labor and Delivery, simulation suite B",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Blood loss was estimated by eye in 61 % of hemorrhages and underestimated by a median of 40 %. The "
                    "second uterotonic followed after 18 minutes."
                ),
                best=(
                    "Blood loss is measured at every birth; at 1,000 mL the stage-based plan starts, with a second "
                    "uterotonic and tranexamic acid within ten minutes and the whole team in the room."
                ),
                found="incident",
                reference=(
                    "Severe maternal morbidity reviews, last 18 months. ACOG Practice Bulletin 183, Postpartum "
                    "hemorrhage. Obstet Gynecol 2017;130:e168–86."
                ),
                competence="Teams have not practised measuring loss while treating it.",
                performance="Roles in a stage 2 hemorrhage are not called out.",
                objectives=(
                    ("performance", "Measure blood loss by weight at every birth and announce it at 500 and 1,000 mL"),
                    ("performance", "Administer a second uterotonic and tranexamic acid within ten minutes of stage 2"),
                    ("competence", "Assign roles aloud within the first minute of a hemorrhage"),
                ),
            ),
        ),
        areas="safety communication leadership",
        competencies="acgme-patient-care acgme-communication nam-teams nam-quality ipec-teams ipec-communication",
        audience="physician resident advanced-practice-nurse nurse pharmacist",
        audience_note="Labor and delivery, anesthesia, blood bank; day and night teams",
        director="haddad",
        planners="caldwell planner",
        absences={
            "physician-assistant": "No physician assistants work on labor and delivery at any participating site."
        },
        agenda=Around(
            begins=-135,
            items=(
                Item("", 45, "Briefing: what weighing changes", "haddad", room="Suite B"),
                Item(
                    "",
                    60,
                    "Round one: hemorrhage after a vaginal birth",
                    "caldwell delacruz",
                    "simulation",
                    room="Room 12",
                ),
                Item(
                    "",
                    60,
                    "Round two: the call to the blood bank",
                    "haddad mcallister novotna",
                    "simulation",
                    room="Room 12",
                ),
                Item(
                    "",
                    90,
                    "Open stations: weighing, balloon, calling roles",
                    "delacruz caldwell",
                    "workshop",
                    room="Suite B",
                ),
                Item("", 15, "Break", kind="break"),
                Item("", 90, "Round three: hemorrhage at cesarean", "haddad kealoha", "simulation", room="OR 3"),
                Item("", 45, "Debriefing: one change for this unit", "caldwell", "cases", room="Suite B"),
            ),
        ),
        outcomes="cpo",
        evaluation=OBSERVED,
        independence=NO_INDUSTRY,
        status="open",
        starts=0,
        submitted=-71,
        decided=-60,
        learners=34,
        liked=4.8,
        commitments=(
            "Weigh pads at every birth, and say the number aloud.",
            "Put tranexamic acid into the hemorrhage cart, not the pharmacy.",
            "Call roles in the first minute.",
        ),
    ),
    Plan(
        key="airway",
        title="The Difficult Airway: a Simulation Course",
        department="Anesthesiology",
        rationale="Airway crises demand hands and words at once; small groups on manikins with feedback teach both.",
        description=(
            "Six stations, four learners each, two faculty at every manikin. From video laryngoscopy that does not work "
            "to the scalpel. Places are few, so there is a waiting list."
        ),
        venue="Simulation Center, third floor",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Of 31 failed first intubations outside the operating room, 11 had four or more attempts before "
                    "another technique was tried; a front-of-neck kit was at the bedside in six."
                ),
                best=(
                    "Attempts at laryngoscopy are limited to three, failure is declared aloud, oxygenation is restored "
                    "with a supraglottic device, and front-of-neck access follows without delay when that fails."
                ),
                found="incident",
                reference=(
                    "Airway event reviews, last two years. Frerk C, et al. Difficult Airway Society 2015 guidelines. Br "
                    "J Anaesth 2015;115:827–48."
                ),
                competence="Clinicians outside the operating room have not practised a scalpel airway.",
                performance="Teams do not declare failure, so nobody changes the plan.",
                objectives=(
                    ("competence", "Perform a scalpel–bougie cricothyroidotomy on a manikin in under 60 seconds"),
                    ("performance", "Stop laryngoscopy after three attempts and declare failure aloud"),
                    (
                        "performance",
                        "Present plans A to D to the team before every intubation outside the operating room",
                    ),
                ),
            ),
        ),
        areas="safety communication",
        competencies="acgme-patient-care acgme-communication nam-teams ipec-teams",
        audience="physician resident advanced-practice-nurse physician-assistant respiratory-therapist",
        director="pak",
        planners="kealoha colby pruitt",
        absences={"pharmacist": "Drugs are fixed by the scenario; a pharmacist reviewed the dosing cards beforehand."},
        agenda=(
            Item("07:30", 30, "Plans A to D", "pak novotna"),
            Item("08:00", 90, "Stations one to three", "kealoha colby pruitt", "simulation"),
            Item("09:30", 15, "Break", kind="break"),
            Item("09:45", 90, "Stations four to six: front of neck", "pak kealoha", "simulation"),
            Item("11:15", 45, "Whole-team scenario and debriefing", "pak pruitt colby", "simulation"),
        ),
        outcomes="cp",
        evaluation=OBSERVED,
        independence=NO_INDUSTRY,
        status="open",
        starts=12,
        weekday=2,
        submitted=-66,
        decided=-50,
        relevant="pak",
        learners=31,
        capacity=24,
    ),
)
