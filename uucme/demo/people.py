"""Who can sign in to the demonstration. Nobody of this exists outside demonstrations."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "wasatch-range"


@dataclass(frozen=True)
class SignIn:
    key: str
    role: str
    name: str
    profession: str
    degrees: str = ""
    specialty: str = ""
    employer: str = ""
    state: str = ""
    county: str = ""
    npi: str = ""
    licence: str = ""
    family_first: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


SIGN_INS: Final = (
    SignIn(
        "planner",
        "Planner",
        "Maya Tsosie",
        "advanced-practice-nurse",
        "DNP, APRN",
        "Education of the care team",
        "University of Utah Health",
        "UT",
        "Salt Lake",
    ),
    SignIn(
        "director",
        "Activity director",
        "Elena Marchetti",
        "physician",
        "MD, MPH",
        "Emergency medicine",
        "University of Utah Health",
        "UT",
        "Salt Lake",
    ),
    SignIn("reviewer", "Reviewer of the office", "Jonah Whitfield", "other", "MEd", "", "UUCME", "UT", "Salt Lake"),
    SignIn(
        "physician",
        "Learner, physician",
        "ʻAna Fonokalafi",
        "physician",
        "MD",
        "Family medicine",
        "Split Mountain Family Medicine, Vernal",
        "UT",
        "Uintah",
        npi="1730562844",
        licence="8402217-1205",
    ),
    SignIn(
        "pharmacist",
        "Learner, pharmacist",
        "Nguyễn Thị Minh Châu",
        "pharmacist",
        "PharmD, BCACP",
        "Ambulatory care",
        "Popo Agie Community Pharmacy, Lander",
        "WY",
        "Fremont",
        npi="1912847369",
        licence="P-4471",
        family_first=True,
    ),
    SignIn("superuser", "Superuser", "Ada Quist", "other", "", "", "UUCME", "UT", "Salt Lake"),
)


def sign_in_table() -> list[tuple[str, str, str]]:
    """Role, e-mail address and password of everybody who can sign in."""
    return [(person.role, person.email, PASSWORD) for person in SIGN_INS]
