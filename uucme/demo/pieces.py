"""What the demonstration's learners wrote about their completed work, format by format."""

from typing import Any, Final

JOURNAL: Final = "Intermountain Journal of Rural Medicine"

REVIEWED: Final = (
    "Telestroke in eleven frontier hospitals",
    "Ketamine by paramedics on long transports",
    "Naloxone vending machines in three counties",
    "Frostbite care without a burn center",
    "School nurses and asthma action plans",
    "Point-of-care ultrasound by rural midwives",
    "Distance to dialysis and missed sessions",
    "Snowmobile injuries over ten winters",
    "A pharmacist in the two-doctor clinic",
    "Radon tests offered at well visits",
)
ACCEPTED: Final = (
    "Thank you for your thorough review. The editors have accepted it and passed it on to the authors.",
    "Your review was accepted by the editor. Your remarks on the statistics changed our decision.",
    "We have accepted your review and rated it as helpful.",
)
QUESTIONS: Final = (
    (
        "Does colchicine keep pericarditis from coming back after a first episode?",
        "COPE and ICAP trials; ESC guideline on pericardial diseases",
        "I prescribe it for three months together with ibuprofen, and write the stop date on the list.",
    ),
    (
        "Is a single dose of dexamethasone as good as five days of prednisolone in a child’s asthma attack?",
        "Cochrane review of systemic steroids in acute asthma",
        "We give it in the clinic now and no longer write a prescription that is not filled.",
    ),
    (
        "Can metformin be started at an eGFR of 38?",
        "FDA safety communication; KDIGO diabetes guideline",
        "I did not start it, explained why, and chose an SGLT2 inhibitor.",
    ),
    (
        "Which patients with a subsegmental embolus need no anticoagulation?",
        "CHEST guideline, second update; two cohort studies",
        "Watched with repeated leg ultrasound, as leg veins and cancer were ruled out.",
    ),
    (
        "Does honey help against cough at night in a four-year-old?",
        "Cochrane review; AAP advice for parents",
        "Recommended it from the first birthday on, and no cough medicine.",
    ),
    (
        "How soon after a concussion may a skier train again?",
        "Amsterdam consensus statement on concussion in sport",
        "Light exercise from day two, and our printed stages of return instead of a week of rest.",
    ),
    (
        "Should asymptomatic bacteriuria be treated before a knee replacement?",
        "IDSA guideline on asymptomatic bacteriuria",
        "Stopped sending urine cultures before the operation.",
    ),
)
ITEMS: Final = (
    (
        "Ten items on fluids and shock, surgery clerkship",
        "Fluid choice in trauma\nLactate that does not clear\nWhen to transfuse",
    ),
    ("Ten items on chest pain, medicine clerkship", "Pretest probability\nTroponin over time\nWhom to send home"),
    ("Ten items on anticoagulants, family medicine", "Choice by kidney function\nBridging\nBleeding on a DOAC"),
    ("Ten items on fever in infants, pediatrics", "Age and risk\nWhen to tap\nAntibiotics by source"),
    ("Ten items on insulin, pharmacotherapy", "Basal dose\nHypoglycemia at night\nSick-day rules"),
)
PRESENTED: Final = (
    ("Teaching at the bedside in five minutes", "Third-year residents, Salt Lake City", 50),
    ("How to read a forest plot", "Journal club of the pharmacy residents, online", 60),
    ("Sepsis for interns", "Interns’ boot camp, Salt Lake City", 45),
    ("When the scan is normal and the patient is not", "Physician associates’ grand rounds, Ogden", 60),
    ("Deprescribing in the nursing home", "Statewide nursing webinar", 75),
    ("Heat illness on the fire line", "Wildland fire medics, Moab", 40),
    ("Shoulder examination, hands on", "Sports medicine fellows, Park City", 90),
    ("Talking about vaccines with parents who hesitate", "Pediatric residents, Provo", 30),
)
PROJECT: Final = {
    "a_done": "Thirty charts of patients with hypertension, the last reading of each.",
    "b_done": "A second reading whenever the first is high, prompted in the rooming template; home cuffs lent out.",
    "c_done": "Thirty charts again, drawn in the same way.",
}
RETURNED: Final = {
    "manuscript": "Please add the editor’s words, so that we can see that the review was accepted.",
    "point_of_care": "Which sources did you look it up in? “Online” is not enough for us.",
    "test_item": "Please list the objective that each of the ten items tests.",
    "performance": "Stage C counts other patients than stage A. Please say how the charts were chosen, or measure again.",
    "teaching": "Was this one presentation or two? Please write each by itself, with its own minutes.",
}


def written(kind: str, number: int) -> dict[str, Any]:
    """The facts of one piece, without its days; `number` chooses among them."""
    if kind == "manuscript":
        title = REVIEWED[number % len(REVIEWED)]
        return {"title": title, "journal": JOURNAL, "acceptance": ACCEPTED[number % len(ACCEPTED)]}
    if kind == "point_of_care":
        title, sources, application = QUESTIONS[number % len(QUESTIONS)]
        return {"title": title, "sources": sources, "application": application}
    if kind == "test_item":
        title, topics = ITEMS[number % len(ITEMS)]
        return {"title": title, "topics": topics}
    if kind == "teaching":
        title, audience, minutes = PRESENTED[number % len(PRESENTED)]
        return {"title": title, "audience": audience, "minutes": minutes}
    before, after = 15 + number % 5, 22 + number % 6
    figures = {
        "a_figure": f"{before} of 30 controlled",
        "b_figure": f"{2 + number % 4} clinics",
        "c_figure": f"{after} of 30",
    }
    return {"title": "Blood pressure below 140/90", **PROJECT, **figures}
