"""One strong example per section: planning is learnt by seeing it done well."""

from typing import Final

EXAMPLES: Final = {
    "basics": (
        "“Simulation, because teams must rehearse roles and speak up under pressure; reading about it does not change "
        "what they do.” That is a rationale in 20 words.",
    ),
    "gaps": (
        "What is done now: In our six rural emergency departments the first antibiotic in sepsis is given after a median "
        "of 142 minutes.",
        "What best practice is: Surviving Sepsis asks for antibiotics within one hour of recognition in shock.",
        "How found: registry data of the last twelve months, read with the departments’ nurses and pharmacists.",
        "Need in performance: order and give the first dose before transfer, by standing order.",
    ),
    "objectives": (
        "Order the first antibiotic within fifteen minutes of recognizing septic shock. (Performance)",
        "Interpret a lactate of 2 to 4 mmol/L together with the bedside examination. (Competence)",
    ),
    "content": (
        "A course on handoffs chose “communication and collaboration” and “performance and outcomes”, with the IPEC "
        "competency “interprofessional communication”: few, and each visible in a session.",
    ),
    "team": (
        "A course for emergency teams: the director is a physician, a pharmacist and an advanced practice nurse plan with "
        "her, a physician associate and a nurse speak. Everyone who is taught has a voice in what is taught.",
    ),
    "agenda": (
        "9:00 to 9:50 The first hour (talk) · 9:50 to 10:10 Break · 10:10 to 11:10 Three cases in mixed teams. Fifty and "
        "sixty counting minutes make 110 minutes: 1.75 credits.",
    ),
    "evaluation": (
        "Competence: commitments to change at the end. Performance: the registry’s time to antibiotic, three months before "
        "and after, and a follow-up question to each learner after sixty days.",
    ),
    "independence": (
        "The planning committee chose topics from the registry data and speakers for their clinical work. No company was "
        "asked for topics, speakers or slides.",
    ),
}
