"""Emergency care, trauma and the people who bring patients to it."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS_AND_CHARTS, EXHIBITS_APART, NO_INDUSTRY, OBSERVED
from uucme.demo.shapes import Around, Gap, Item, Plan

TEAM: Final = "physician advanced-practice-nurse physician-assistant pharmacist nurse"

EMERGENCY: Final = (
    Plan(
        key="sepsis",
        title="Sepsis: the First Hour, Together",
        department="Emergency Medicine",
        delivery="hybrid",
        rationale="Sepsis is treated by teams under time pressure; cases worked by mixed tables show where hand-offs fail.",
        description=(
            "A half day for everybody who meets sepsis first: in the emergency department, on the ward and in the "
            "ambulance. Cases from our own registry, an antibiotic table by likely source, and a rehearsal of the first "
            "hour from triage to the first dose."
        ),
        venue="Health Sciences Education Building, room 1750",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "In our registry, 46 % of adults with septic shock waited more than an hour for the first antibiotic; "
                    "at night the median was 97 minutes. Lactate was repeated in fewer than half."
                ),
                best=(
                    "With shock or a high likelihood of sepsis, antimicrobials begin within one hour of recognition, "
                    "lactate guides resuscitation, and at least 30 mL/kg of crystalloid is given in the first three hours."
                ),
                found="quality_data",
                reference=(
                    "Sepsis registry, last four quarters. Evans L, et al. Surviving Sepsis Campaign guidelines 2021. "
                    "Crit Care Med 2021;49:e1063–e1143."
                ),
                competence="Teams cannot yet start the bundle from triage without waiting for a physician’s order.",
                performance="Night teams do not repeat lactate or hand over what of the bundle is still open.",
                objectives=(
                    (
                        "performance",
                        "Start the sepsis bundle from triage under the standing order, before the first result is back",
                    ),
                    ("competence", "Select empirical antibiotics by likely source, allergy and kidney function"),
                    ("performance", "Document at each hand-off which parts of the bundle are still open"),
                ),
            ),
            Gap(
                now="Every third septic patient on broad coverage is still on it at 72 hours with negative cultures.",
                best="Coverage is reviewed daily and narrowed or stopped when cultures and course allow it.",
                found="quality_data",
                reference="Antimicrobial use dashboard, pharmacy, January to June.",
                performance="Nobody on rounds owns the question whether broad coverage is still needed.",
                objectives=(
                    (
                        "performance",
                        "Reassess antibiotics every day with the pharmacist and narrow or stop them by hour 72",
                    ),
                ),
            ),
        ),
        areas="safety communication outcomes",
        competencies="acgme-patient-care acgme-systems nam-teams nam-quality ipec-teams",
        audience=TEAM,
        audience_note="Emergency, hospital and critical care; Utah and southwest Wyoming",
        director="director",
        planners="planner mcallister kimball",
        coordinator="blanchard",
        agenda=(
            Item("08:00", 45, "What our registry says about the first hour", "lindqvist"),
            Item("08:45", 45, "From triage to first dose: the standing order", "hartmann thorvald"),
            Item("09:30", 15, "Break", kind="break"),
            Item("09:45", 60, "Which antibiotic, when the source is a guess", "castellanos mcallister", "cases"),
            Item("10:45", 75, "Rehearsal: four patients, one hour", "whitehorse kimball hartmann", "simulation"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="closed",
        starts=-152,
        weekday=4,
        learners=48,
        liked=4.6,
        commitments=(
            "Start the bundle from triage under the standing order, without waiting for the lactate.",
            "Write on the hand-off sheet which part of the bundle is still open.",
            "Call the ICU pharmacist before choosing a second gram-negative drug.",
            "Repeat the lactate at two hours, every time, also at night.",
            "Ask at day three on rounds whether we still need the vancomycin.",
            "Draw blood cultures before, not after, the first dose.",
        ),
    ),
    Plan(
        key="rural-trauma",
        title="Rural Trauma and Emergency Care Conference",
        department="Surgery",
        delivery="hybrid",
        rationale="Two days with parallel tracks let small hospitals send a whole team and practise together.",
        description=(
            "For the hospitals where the next trauma center is two hours away. Plenary sessions on the first thirty "
            "minutes, then two tracks: one for the bedside, one for those who run the system. Transfer stories are told "
            "by both ends of the flight."
        ),
        venue="Cliff Rose Conference Center",
        city="Moab",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Severely injured patients spend a median of 164 minutes at the first hospital; a third have "
                    "imaging that is repeated after transfer, and tranexamic acid is given to 38 % of those who qualify."
                ),
                best=(
                    "The decision to transfer is made within 15 minutes of arrival, imaging never delays it, and "
                    "tranexamic acid is given within three hours of injury to patients with serious bleeding."
                ),
                found="quality_data",
                reference=(
                    "Regional trauma registry, transfers of the last two years. CRASH-2 collaborators. Lancet "
                    "2010;376:23–32."
                ),
                competence="Small teams lack a shared trigger list for transfer.",
                performance="Imaging is finished before the accepting surgeon is called.",
                objectives=(
                    ("performance", "Request transfer within 15 minutes of arrival when a trigger is met"),
                    ("competence", "Apply the tranexamic acid criteria at the scene and in the emergency department"),
                    ("patient", "Reduce the time severely injured patients spend at the first hospital"),
                ),
            ),
            Gap(
                now="In 12 of 20 reviewed transfers the sending team never learned what became of the patient.",
                best="Sending and receiving teams review transfers together within 30 days and agree on one change.",
                found="incident",
                reference="Joint transfer reviews, regional advisory council, last year’s minutes.",
                performance="There is no routine by which feedback returns to the sending hospital.",
                objectives=(
                    ("performance", "Conduct one joint transfer review with the receiving center within 30 days"),
                ),
            ),
        ),
        areas="safety communication outcomes outreach",
        competencies="acgme-patient-care acgme-systems nam-teams ipec-roles ipec-communication",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse emergency-medical",
        audience_note="Critical access hospitals, rural surgeons, EMS agencies in four states",
        director="okafor",
        codirector="director",
        planners="colby yazzie trujillo",
        coordinator="blanchard",
        moderators="vance",
        agenda=(
            Item("08:00", 60, "Fifteen minutes to a decision: triggers for transfer", "okafor", room="Arches hall"),
            Item(
                "09:00",
                45,
                "Blood in the prairie: whole blood and tranexamic acid before the hospital",
                "blackfeather mcallister",
                room="Arches hall",
            ),
            Item("09:45", 30, "Break and exhibits", kind="break"),
            Item("10:15", 60, "Chest injuries with what you have", "vance colby", "workshop", "Bedside", "Mesa room"),
            Item("10:15", 60, "Staffing a trauma team of four", "yazzie", "panel", "System", "Canyon room"),
            Item("11:30", 60, "Lunch", kind="meal"),
            Item(
                "12:30",
                60,
                "The pediatric airway in the back of an ambulance",
                "pak gallegos",
                "simulation",
                "Bedside",
                "Mesa room",
            ),
            Item("12:30", 60, "Reading your own registry", "zhao", "workshop", "System", "Canyon room"),
            Item(
                "13:45",
                75,
                "Transfer stories from both ends",
                "whitehorse blackfeather okafor",
                "panel",
                room="Arches hall",
            ),
            Item("08:00", 60, "Hypothermia, burns and the long way out", "bergstrom", day=1, room="Arches hall"),
            Item(
                "09:15",
                60,
                "Pain control without oversedation",
                "kealoha trujillo",
                "cases",
                "Bedside",
                "Mesa room",
                day=1,
            ),
            Item(
                "09:15",
                60,
                "Joint transfer reviews that people come back to",
                "okafor",
                "workshop",
                "System",
                "Canyon room",
                day=1,
            ),
            Item("10:15", 30, "Break and exhibits", kind="break", day=1),
            Item(
                "10:45",
                75,
                "Mass casualty with nine beds",
                "gallegos whitehorse hartmann",
                "simulation",
                day=1,
                room="Arches hall",
            ),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=EXHIBITS_APART,
        exhibits=True,
        status="open",
        starts=-36,
        lasts=2,
        weekday=3,
        submitted=-130,
        decided=-112,
        relevant="pak",
        learners=72,
        liked=4.5,
        commitments=(
            "Tape the transfer trigger list to the trauma bay wall and call at fifteen minutes.",
            "Stock tranexamic acid in both ambulances and add it to the run sheet.",
            "Set up a joint review of our next three transfers with the receiving center.",
            "Stop sending patients to CT before the accepting surgeon has been called.",
            "Run a nine-bed mass casualty drill with our night crew before spring.",
            "Practise finger thoracostomy on the manikin every quarter.",
        ),
    ),
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
    Plan(
        key="agitation",
        title="Agitation in the Emergency Department: Safe for Everybody",
        department="Emergency Medicine",
        rationale="De-escalation is team sport; actors, security officers and nurses rehearse it in the real corridor.",
        description=(
            "Words first, drugs second, straps last. Half a day with trained actors in the department itself, with security "
            "officers and a pharmacist in the team."
        ),
        venue="Emergency Department, corridor C",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Physical restraint was used in 3.1 % of psychiatric visits, twice as often in Black and Native patients; "
                    "verbal de-escalation was documented beforehand in 46 %. Staff reported 61 injuries."
                ),
                best=(
                    "De-escalation by one speaker comes first, oral medication is offered, and restraint is a last resort "
                    "with a debriefing each time."
                ),
                found="quality_data",
                reference=(
                    "Restraint and injury reports, last four quarters. Richmond JS, et al. Project BETA. West J Emerg Med "
                    "2012;13:17–25."
                ),
                competence="Teams have no agreed speaker and no agreed first sentence.",
                performance="Oral medication is not offered before injection.",
                objectives=(
                    ("performance", "Assign one speaker and document de-escalation before any restraint"),
                    ("performance", "Offer oral medication before an injection"),
                    ("patient", "Reduce restraint, and the difference between groups of patients"),
                ),
            ),
        ),
        areas="safety communication attributes leadership",
        competencies="acgme-communication acgme-professionalism nam-teams nam-patient-centered ipec-values ipec-teams",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse social-worker",
        director="director",
        planners="hartmann montoya planner",
        agenda=(
            Item("13:00", 40, "Whom we restrain: our own numbers", "zhao novotna"),
            Item("13:40", 100, "One speaker: scenes in the corridor", "hartmann montoya begay colby", "simulation"),
            Item("15:20", 20, "Break", kind="break"),
            Item("15:40", 50, "By mouth first: which drug, which dose", "banerjee", "cases"),
            Item("16:30", 30, "The debriefing nobody has time for", "rhodes montoya", "panel"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=NO_INDUSTRY,
        status="submitted",
        starts=61,
        weekday=2,
        submitted=-2,
        learners=32,
    ),
    Plan(
        key="avalanche",
        title="Avalanche Rescue and Resuscitation Field Day",
        department="Emergency Medicine",
        rationale="Rescue is learned on snow, with the patrols one will meet there.",
        description="A day on the snow with ski patrols and flight crews: search, extrication, and when to go on.",
        venue="Upper Mill Bench",
        city="Alta",
        state="UT",
        gaps=(
            Gap(
                now="Buried patients without vital signs are often declared dead on scene without a temperature.",
                best=(
                    "Burial time, airway patency and core temperature decide whether resuscitation goes on and whether the "
                    "patient flies to a center with extracorporeal life support."
                ),
                found="guideline",
                reference="International Commission for Mountain Emergency Medicine, avalanche recommendations.",
                competence="Patrols and emergency teams use different criteria to stop.",
                objectives=(
                    ("performance", "Apply the avalanche victim checklist on scene before ending resuscitation"),
                ),
            ),
        ),
        areas="safety outreach",
        competencies="acgme-patient-care nam-evidence ipec-teams",
        audience="physician physician-assistant emergency-medical nurse",
        director="director",
        planners="colby",
        absences={
            "pharmacist": "No medicines are taught beyond what the paramedic protocol holds.",
            "advanced-practice-nurse": "The nurse practitioner who had planned with us moved to another state.",
        },
        agenda=(
            Item("08:30", 90, "Search and extrication", "blackfeather bergstrom", "workshop"),
            Item("10:15", 105, "Going on or stopping: three scenarios", "bergstrom hartmann", "simulation"),
        ),
        outcomes="cp",
        evaluation=OBSERVED,
        independence=NO_INDUSTRY,
        status="cancelled",
        starts=17,
        weekday=5,
        submitted=-58,
        decided=-49,
        note="The slope is closed for the season after the slide of last week. Registered learners get their fee back.",
        learners=18,
    ),
)
