"""Sentences several departments use alike."""

from typing import Final

NO_INDUSTRY: Final = (
    "Topics, speakers and content were chosen by the planning group from local data and published guidelines. No "
    "company took part, and slides are read by a colleague without relationships before they are shown."
)
FEES_ONLY: Final = (
    "The course is paid for by registration fees and the department. No commercial support is sought, and product "
    "names appear only as generic names."
)
EXHIBITS_APART: Final = (
    "Exhibitors rent tables in the lobby, two doors from the lecture rooms and open only at lunch. They had no part in "
    "planning, their names appear nowhere in the syllabus, and speakers do not meet them beforehand."
)
COMMITMENTS_AND_CHARTS: Final = (
    "Learners name up to three changes they will make; sixty days later we ask which were carried out and what stood in "
    "the way. The quality office compares the measure named in the gap for the quarter before and the quarter after."
)
COMMITMENTS: Final = (
    "Objectives are rated at the end, with commitments to change. After sixty days each learner is asked whether every "
    "commitment was carried out fully, partly or not, and why."
)
OBSERVED: Final = (
    "Faculty score each learner on a checklist during the exercise and give feedback at once; the same checklist is used "
    "again in the last station. Commitments are followed up after sixty days."
)
