"""How far the two learners who sign in have come, so that each page of theirs has something to show."""

from typing import Final

from uucme.demo.taking_part import Stage

KNOWN: Final[dict[str, dict[str, Stage]]] = {
    "sepsis": {"physician": Stage.CLAIMED, "pharmacist": Stage.CLAIMED},
    "rural-trauma": {"physician": Stage.EVALUATED, "pharmacist": Stage.ATTENDED},
    "hemorrhage": {"physician": Stage.REGISTERED},
    "airway": {"physician": Stage.REGISTERED},
}
