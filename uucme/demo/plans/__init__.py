"""The plans of the demonstration, by discipline."""

from typing import Final

from uucme.demo.plans.emergency import EMERGENCY
from uucme.demo.shapes import Plan

PLANS: Final[tuple[Plan, ...]] = (*EMERGENCY,)
