"""Learning from teaching."""

from typing import Final

from uucme.demo.plans.wording import NO_INDUSTRY
from uucme.demo.shapes import Gap, Plan

TEACHING: Final = (
    Plan(
        key="teaching",
        title="Learning from Teaching: What Presenters Learn for Their Own Presentations",
        department="Office of Medical Education",
        format="teaching",
        delivery="online",
        rationale="Preparing to teach is learning; it deserves credit once it is planned and documented.",
        description="Faculty who present to learners of any profession tell what they presented, to whom and for how long.",
        gaps=(
            Gap(
                setting="teaching",
                now="Of 60 lectures observed, 41 repeated last year’s slides and 12 cited a guideline that had been replaced.",
                best="Each presentation is renewed from current evidence, with objectives and a question to the audience.",
                found="evaluation",
                reference="Peer observation of teaching, last academic year.",
                competence="Presenters do not search anew for evidence before they teach again.",
                objectives=(
                    ("competence", "Appraise the evidence of the last two years for a topic one teaches"),
                    ("performance", "Revise a presentation by what was found, before it is given again"),
                ),
            ),
        ),
        areas="attributes leadership",
        competencies="acgme-practice-based acgme-knowledge",
        audience="physician pharmacist",
        director="deschamps",
        planners="trujillo kimball stanhope",
        authors="deschamps",
        outcomes="cp",
        evaluation="Peer observers compare a presentation with the one of the year before.",
        independence=NO_INDUSTRY,
        material="Presentations to an audience of health professionals or students, newly prepared or thoroughly revised.",
        status="open",
        starts=-120,
        lasts=365,
        submitted=-170,
        decided=-150,
        learners=15,
        liked=4.4,
    ),
)
