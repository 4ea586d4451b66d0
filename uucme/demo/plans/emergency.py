"""Emergency care, trauma and the people who bring patients to it."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS_AND_CHARTS, EXHIBITS_APART, NO_INDUSTRY, OBSERVED
from uucme.demo.shapes import Gap, Item, Plan

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
        starts=-41,
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
