"""What one certificate says, as it was when it was issued (CRT-1, CRT-2)."""

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any, Self

PARTICIPATION = "participation"


@dataclass(frozen=True, kw_only=True)
class CertificateSnapshot:
    """Everything is text that can be printed as it stands; dates are written out, amounts have two decimals.

    `credit` is what was claimed. For participation it is what the activity was designated for, and
    `participation_hours` is what was claimed (AMA-4); older certificates of participation do not say it.
    """

    number: str
    version: int
    kind: str
    learner_name: str
    profession: str
    provider_name: str
    accreditation_statement: str
    designation_statement: str
    activity_title: str
    session_title: str = ""
    work_title: str = ""
    learning_format: str
    place: str = ""
    dates: str
    completion_date: str = ""
    credit: str
    participation_hours: str = ""
    credit_unit_label: str = "AMA PRA Category 1 Credit(s)™"
    issued_date: str
    signatory_name: str = ""
    signatory_title: str = ""
    verify_url: str
    lang: str = "en"

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote. What this version does not know is left out; what it lacks takes its default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_for_credit(self) -> bool:
        return self.kind != PARTICIPATION

    @property
    def part_title(self) -> str:
        """Of the session, or the piece of work, where it is not for the activity as a whole."""
        return self.session_title or self.work_title

    @property
    def credit_unit(self) -> str:
        """The unit in the number that `credit` asks for: singular at 1.00 or less (STM-2)."""
        return self.credit_unit_label.replace("(s)", "s" if Decimal(self.credit) > 1 else "")
