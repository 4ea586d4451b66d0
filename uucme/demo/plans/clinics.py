"""Primary care and chronic illness: clinics, pharmacies and the long distances between them."""

from typing import Final

from uucme.demo.plans.wording import COMMITMENTS, COMMITMENTS_AND_CHARTS, FEES_ONLY, NO_INDUSTRY
from uucme.demo.shapes import Around, Gap, Item, Plan

CLINICS: Final = (
    Plan(
        key="diabetes",
        title="Type 2 Diabetes: Starting Therapy with the Pharmacist in the Room",
        department="Family and Preventive Medicine",
        delivery="hybrid",
        rationale="Clinician–pharmacist pairs work through their own patients, so the visit they plan is the one they hold.",
        description=(
            "Teams come in pairs, a prescriber and a pharmacist, and bring three patients whose A1c will not move. They "
            "leave with a shared visit, a titration plan and a way to pay for it."
        ),
        venue="Sage Hall",
        city="Ogden",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "In our clinics 29 % of adults with type 2 diabetes have an A1c above 9 %. After a first high value the "
                    "median time to any change of therapy is eleven months, and one in eight with heart or kidney disease "
                    "takes a drug that protects them."
                ),
                best=(
                    "Therapy is reviewed every three months until the goal is met; people with cardiovascular or kidney "
                    "disease are offered an SGLT2 inhibitor or GLP-1 receptor agonist whatever their A1c."
                ),
                found="quality_data",
                reference=(
                    "Primary care diabetes registry, last quarter. American Diabetes Association, Standards of Care in "
                    "Diabetes, chapter 9."
                ),
                competence="Prescribers hesitate to titrate by telephone and do not know what a pharmacist may change.",
                performance="Visits end without a date on which the next step is decided.",
                objectives=(
                    (
                        "performance",
                        "Offer a drug with proven heart or kidney benefit to every eligible patient at the next visit",
                    ),
                    (
                        "performance",
                        "Titrate basal insulin by telephone every week under a collaborative practice agreement",
                    ),
                    ("patient", "Decrease the share of adults with an A1c above 9 % in one’s own panel"),
                ),
            ),
            Gap(
                now="Four in ten new prescriptions for these drugs are never filled, mostly because of the price.",
                best="Cost is asked about when prescribing, and the pharmacist starts the assistance form the same day.",
                found="survey",
                reference="Pharmacy claims and telephone survey of 212 patients, Davis and Weber counties.",
                competence="Teams cannot tell at the visit what a drug will cost this patient.",
                objectives=(
                    ("competence", "Compare what two regimens would cost a patient before prescribing either"),
                ),
            ),
        ),
        areas="safety communication outcomes",
        competencies="acgme-patient-care acgme-systems nam-patient-centered nam-teams ipec-roles",
        audience="physician advanced-practice-nurse physician-assistant pharmacist dietitian",
        audience_note="Primary care teams in Utah, Wyoming and Idaho",
        director="ellsworth",
        planners="benally ruiz fifita",
        coordinator="blanchard",
        agenda=(
            Item("08:30", 45, "Eleven months: what clinical inertia looks like in our own charts", "benally"),
            Item("09:15", 60, "Heart and kidney first: choosing beyond the A1c", "mensah trujillo"),
            Item("10:15", 20, "Break", kind="break"),
            Item("10:35", 75, "Pairs at work: your three patients", "ellsworth fifita ruiz", "workshop"),
            Item("11:50", 50, "Lunch", kind="meal"),
            Item("12:40", 45, "What will it cost her? Forms, programs and honest words", "manygoats", "cases"),
            Item("13:25", 45, "Food is not a lecture", "sorensen", "workshop"),
        ),
        outcomes="cpo",
        evaluation=COMMITMENTS_AND_CHARTS,
        independence=FEES_ONLY,
        status="open",
        starts=-23,
        weekday=4,
        submitted=-92,
        decided=-78,
        relevant="mensah ellsworth",
        learners=58,
        liked=4.6,
        commitments=(
            "Book the pharmacist into the same visit for every A1c above 9.",
            "Set the next titration date before the patient leaves the room.",
            "Offer an SGLT2 inhibitor to my patients with heart failure regardless of A1c.",
            "Sign the collaborative practice agreement that has been on my desk since spring.",
            "Ask about cost before I prescribe, not when they come back without it.",
            "Look up last year’s A1c above 9 list and call ten people a week.",
        ),
    ),
    Plan(
        key="telehealth",
        title="Frontier Telehealth: Examining at a Distance",
        department="Family and Preventive Medicine",
        delivery="live_streamed",
        rationale="Those who practise by video learn it by video: the medium is the lesson.",
        description=(
            "A live webinar with two clinics on camera. What can be examined through a screen, what cannot, and how a "
            "nurse, a pharmacist or a paramedic at the patient’s side changes that."
        ),
        gaps=(
            Gap(
                now=(
                    "In frontier counties 41 % of video visits end with advice to drive in. Reviewers judged that half of "
                    "these could have been settled with a helper in the room and a plan for the examination."
                ),
                best=(
                    "The visit is planned with a local helper, a scripted remote examination and clear criteria for when "
                    "video is not enough."
                ),
                found="quality_data",
                reference="Telehealth registry, nine frontier clinics; chart review of 118 visits.",
                competence="Clinicians have not practised guiding another person’s hands.",
                performance="Vital signs are missing in six of ten video visits.",
                objectives=(
                    ("competence", "Guide a local helper through an abdominal and a joint examination by video"),
                    ("performance", "Record vital signs in every video visit, with home or pharmacy equipment"),
                    ("competence", "Decide by stated criteria when video is not enough"),
                ),
            ),
        ),
        areas="communication outreach safety",
        competencies="acgme-communication acgme-systems nam-informatics nam-patient-centered ipec-communication",
        audience="physician advanced-practice-nurse physician-assistant pharmacist nurse",
        audience_note="Frontier and rural clinics, Montana, Wyoming, southeast Utah",
        director="nakai",
        planners="ruiz planner yazzie",
        agenda=Around(
            begins=-45,
            items=(
                Item(
                    "",
                    120,
                    "Two clinics on camera: the examination at a distance",
                    "nakai ruiz manygoats quispe",
                    "workshop",
                ),
                Item("", 45, "Your own case: bring one that went wrong", "fifita nakai", "cases"),
            ),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="open",
        starts=0,
        submitted=-64,
        decided=-52,
        relevant="quispe",
        code_per_session=True,
        learners=44,
    ),
    Plan(
        key="deprescribing",
        title="Fewer Pills: Deprescribing with Older Adults",
        department="Internal Medicine",
        rationale="Stopping is a conversation; practising it with trained patients shows which words work.",
        description=(
            "How to take away a drug without taking away hope. Lists are reviewed in pairs with a pharmacist, then the "
            "conversation is practised with patient partners who have had it themselves."
        ),
        venue="Center on Aging, seminar room",
        city="Salt Lake City",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "One in three patients over 75 takes ten or more drugs. A proton pump inhibitor goes on without a reason "
                    "in half, and a sedative hypnotic is renewed at 78 % of visits."
                ),
                best=(
                    "Every drug has a reason and a date of review; potentially inappropriate ones are tapered with the patient, "
                    "one at a time, and the plan is shared with the pharmacy."
                ),
                found="guideline",
                reference="American Geriatrics Society Beers Criteria, update 2023. J Am Geriatr Soc 2023;71:2052–81.",
                competence="Clinicians can name risky drugs but not the words with which to propose stopping them.",
                performance="Taper plans are not written, so the next prescriber renews the drug.",
                objectives=(
                    ("performance", "Deprescribe one potentially inappropriate drug per visit with a written taper"),
                    ("competence", "Negotiate a trial without a sedative with an anxious patient"),
                    ("performance", "Reconcile the list with the community pharmacist after each change"),
                ),
            ),
        ),
        areas="safety communication attributes",
        competencies="acgme-patient-care acgme-communication nam-patient-centered nam-evidence ipec-roles",
        audience="physician advanced-practice-nurse pharmacist physician-assistant patient",
        director="sandoval",
        planners="stanhope trujillo hadley",
        agenda=(
            Item("13:00", 45, "Ten drugs, ten reasons?", "sandoval"),
            Item("13:45", 60, "Reading a list with a pharmacist", "trujillo kimball", "workshop"),
            Item("14:45", 15, "Break", kind="break"),
            Item("15:00", 90, "The conversation, practised with patients", "stanhope hadley", "simulation"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="open",
        starts=-52,
        weekday=3,
        submitted=-118,
        decided=-104,
        learners=33,
        liked=4.7,
        commitments=(
            "Write a taper, not just “stop”, for every benzodiazepine I end.",
            "Ask “what matters most to you?” before I open the list.",
            "Send the new list to the pharmacy the same day.",
            "Stop one proton pump inhibitor a week.",
            "Put a review date on every new prescription for someone over 75.",
        ),
    ),
    Plan(
        key="copd",
        title="COPD: the Right Inhaler in the Right Hand",
        department="Internal Medicine",
        rationale="Technique is a skill; it is learned with placebo devices in the hand and a coach beside.",
        description="Inhaler choice, technique and price, taught by a pulmonologist, a pharmacist and a respiratory therapist.",
        venue="Pulmonary rehabilitation gym",
        city="Murray",
        state="UT",
        gaps=(
            Gap(
                now=(
                    "Seven of ten observed patients made a critical inhaler error. Clinicians checked technique at 12 % of "
                    "visits, and 22 % of patients used three different device types."
                ),
                best=(
                    "One device type where possible, chosen by inspiratory flow, dexterity and price; technique is watched and "
                    "corrected at every visit."
                ),
                found="literature",
                reference="GOLD report 2024. Local observation of 60 patients in pulmonary rehabilitation.",
                competence="Clinicians cannot demonstrate the devices they prescribe.",
                performance="Nobody in the clinic owns the check of technique.",
                objectives=(
                    ("competence", "Demonstrate correct use of four device types with placebo inhalers"),
                    ("performance", "Assess inhaler technique at every visit and document the correction"),
                    ("performance", "Prescribe a single device type that matches flow, dexterity and coverage"),
                ),
            ),
        ),
        areas="safety communication",
        competencies="acgme-patient-care nam-patient-centered nam-teams ipec-roles",
        audience="physician advanced-practice-nurse physician-assistant pharmacist respiratory-therapist",
        director="quispe",
        planners="pruitt manygoats",
        speakers="",
        absences={
            "physician-assistant": "Invited; the two we asked teach at another course that week and will join next year."
        },
        agenda=(
            Item("08:00", 45, "Flow, hand and wallet: choosing a device", "quispe"),
            Item("08:45", 75, "Hands on: four devices, one coach", "pruitt thorvald", "workshop"),
            Item("10:15", 45, "When the plan refuses it", "manygoats", "cases"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="submitted",
        starts=59,
        weekday=1,
        submitted=-14,
        undecided="quispe",
        learners=40,
    ),
    Plan(
        key="dermatology",
        title="Skin of Every Color: What Primary Care Misses",
        department="Dermatology",
        delivery="live_streamed",
        rationale="Recognition is trained by many images with immediate feedback, which a webinar does well.",
        description="One hundred images in ninety minutes, answered live, with the histology of the twelve that matter most.",
        gaps=(
            Gap(
                now=(
                    "Of images in the teaching files of our clerkship, 6 % show dark skin. Referrals of melanoma in darker skin "
                    "reach us at a thicker stage; three of nine last year had been treated as warts."
                ),
                best="Clinicians recognise inflammation, infection and acral melanoma in every skin tone and biopsy without delay.",
                found="quality_data",
                reference="Audit of referral photographs and Breslow thickness, dermatology, last three years.",
                competence="Redness is sought where it cannot be seen.",
                objectives=(
                    ("competence", "Distinguish common inflammatory rashes in dark and light skin on photographs"),
                    (
                        "performance",
                        "Refer or biopsy every pigmented lesion of palms, soles and nails within two weeks",
                    ),
                ),
            ),
        ),
        areas="safety attributes outreach",
        competencies="acgme-patient-care acgme-knowledge nam-patient-centered",
        audience="physician advanced-practice-nurse physician-assistant",
        director="farrokhzad",
        planners="ruiz fifita",
        absences={"pharmacist": "Treatment is not part of this activity; recognition and referral are."},
        agenda=(
            Item("17:30", 45, "Fifty rashes", "farrokhzad"),
            Item("18:15", 45, "Fifty lesions, twelve biopsies", "farrokhzad arnason", "cases"),
        ),
        outcomes="cp",
        evaluation=COMMITMENTS,
        independence=NO_INDUSTRY,
        status="submitted",
        starts=73,
        weekday=3,
        submitted=-4,
        learners=80,
    ),
)
