"""The plans of the demonstration, by discipline."""

from typing import Final

from uucme.demo.plans.clinics import CLINICS
from uucme.demo.plans.crises import CRISES
from uucme.demo.plans.desk import DESK
from uucme.demo.plans.emergency import EMERGENCY
from uucme.demo.plans.families import FAMILIES
from uucme.demo.plans.hospital import HOSPITAL
from uucme.demo.plans.mountains import MOUNTAINS
from uucme.demo.plans.numbers import NUMBERS
from uucme.demo.plans.pain import PAIN
from uucme.demo.plans.prescribing import PRESCRIBING
from uucme.demo.plans.scholars import SCHOLARS
from uucme.demo.plans.series import SERIES
from uucme.demo.plans.teaching import TEACHING
from uucme.demo.shapes import Plan

PLANS: Final[tuple[Plan, ...]] = (
    *EMERGENCY,
    *CLINICS,
    *FAMILIES,
    *HOSPITAL,
    *SCHOLARS,
    *MOUNTAINS,
    *SERIES,
    *CRISES,
    *NUMBERS,
    *PAIN,
    *PRESCRIBING,
    *DESK,
    *TEACHING,
)
