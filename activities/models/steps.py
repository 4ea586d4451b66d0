from django.db.models import F
from django.db.models.functions import Round
from django.db.models.lookups import Exact


def in_steps(field: str) -> Exact:
    """That a decimal field is a whole number of the row's `step`, for a constraint.

    In hundredths, and rounded: where decimals are kept as binary fractions, 0.29 × 100 is less than 29.
    """
    return Exact(Round(F(field) * 100) % Round(F("step") * 100), 0)
