"""What learners say in evaluations, where their activity’s plan has no words of its own."""

from typing import Final

COMMITMENTS: Final = (
    "Bring this to our next staff meeting and agree on one change.",
    "Print the algorithm and hang it in the workroom.",
    "Ask the pharmacist before I start it, not after.",
    "Change our order set so that the default is the right dose.",
    "Start screening at every new patient visit.",
    "Use teach-back with each new prescription.",
    "Audit ten of my own charts before the end of the quarter.",
    "Call the consult line earlier instead of transferring first.",
    "Write the plan in words the patient uses.",
    "Teach the residents the three questions from the second case.",
)
TOPICS: Final = (
    "Hospice in counties without a hospice.",
    "More on weight-loss medicines and what to do when they stop.",
    "Point-of-care ultrasound for joints.",
    "Long COVID: what actually helps.",
    "Skin problems in darker skin, with many pictures.",
    "What to do when the interpreter line drops.",
    "Teen depression when the next psychiatrist is 200 miles away.",
    "Wound care for people living outside.",
    "Perioperative anticoagulation, with a pharmacist on stage again.",
    "Burnout is discussed enough; teach us how to run a better inbox.",
    "More cases, fewer slides.",
    "Venom, ticks and altitude before the summer.",
)
BIAS: Final = (
    "One brand name was said three times while the generic was on the slide.",
    "The device study was shown without saying who paid for it.",
)
BARRIERS_WEIGHTS: Final = {
    "Time": 34,
    "Cost": 14,
    "How my organization works": 26,
    "What patients want or can do": 20,
    "Insurance or reimbursement": 22,
    "Not enough evidence": 5,
    "Nothing": 18,
}
WHY_NOT: Final = (
    "Our order set is changed only twice a year.",
    "The pharmacist’s post is empty until spring.",
    "It takes ten minutes that the visit does not have.",
    "I do it on day shifts; at night there is nobody to ask.",
    "The insurer wants the older drug tried first.",
)
PATIENTS: Final = (
    "Two patients sleep through the night again.",
    "Fewer calls on the day after discharge.",
    "They can say in their own words what each tablet is for.",
    "Antibiotics come half an hour earlier than last spring.",
    "One transfer to the valley was not needed.",
)
LEARNED: Final = (
    "Teams learned most where they practised together with their own cases. The lecture on guidelines repeated what most "
    "knew; the questions afterwards did not.",
    "Intent to change was high and held where a pharmacist came along. Those who came alone met their organization’s "
    "order sets as a wall.",
    "Small hospitals asked for what can be done without a specialist on call. Two sessions answered that, the others "
    "assumed one.",
)
CHANGES: Final = (
    "One lecture less, two hours of cases more; each team brings one chart. We invite a pharmacist from every site.",
    "The format stays. We send the commitments back after two weeks and ask sites for the people who own the order sets.",
    "Speakers get the list of what rural sites have at hand, and build their cases on it.",
)
BIAS_DONE: Final = (
    "Watched the recording and spoke with the speaker: generic names only from now on, slide corrected.",
    "Two members of the office read the slides. The study’s funding was named, on a later slide; it stands first now.",
)
COMPARED: Final = {"rural-trauma": "I know whom to call for a transfer at any hour."}
