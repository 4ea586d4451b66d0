"""How far the two learners who sign in have come, so that each page of theirs has something to show."""

from typing import Final

from uucme.demo.taking_part import Stage

_REGISTERED, _ATTENDED = Stage.REGISTERED, Stage.ATTENDED
_EVALUATED, _CLAIMED = Stage.EVALUATED, Stage.CLAIMED

KNOWN: Final[dict[str, dict[str, Stage]]] = {
    # Held and finished
    "suicide": {"physician": _CLAIMED},
    "sepsis": {"physician": _CLAIMED, "pharmacist": _CLAIMED},
    "opioids": {"pharmacist": _CLAIMED},
    "deprescribing": {"physician": _CLAIMED, "pharmacist": _CLAIMED},
    "case-conference": {"physician": _CLAIMED},
    # Ready to claim
    "rural-trauma": {"physician": _EVALUATED},
    "diabetes": {"pharmacist": _EVALUATED},
    # To evaluate
    "asthma": {"physician": _ATTENDED, "pharmacist": _ATTENDED},
    "stewardship": {"physician": _ATTENDED, "pharmacist": _ATTENDED},
    # An assessment to pass
    "controlled": {"physician": _CLAIMED, "pharmacist": _ATTENDED},
    "hape-journal": {"physician": _REGISTERED},
    # Completed work
    "manuscripts": {"physician": _CLAIMED},
    "lookup": {"physician": _ATTENDED, "pharmacist": _ATTENDED},
    "teaching": {"physician": _EVALUATED},
    # Today and to come
    "hemorrhage": {"physician": _REGISTERED},
    "telehealth": {"pharmacist": _REGISTERED},
    "perinatal": {"physician": _REGISTERED, "pharmacist": _REGISTERED},
    "altitude": {"physician": _REGISTERED},
    "hepatitis": {"pharmacist": _REGISTERED},
}
