"""What is asked about one piece of completed work, in the words of its format (AMA-2)."""

from typing import Any, ClassVar, Final

from django import forms

from activities.models import Activity
from learners.models import MOST_MINUTES, STAGES, CompletedWork

Kind = CompletedWork.Kind
PROOFS: Final = ("acceptance", "proof", "drops_proof")
# Of each format: its fields in order, each with a label and a hint.
ASKED: Final[dict[str, dict[str, tuple[str, str]]]] = {
    Kind.TEST_ITEM: {
        "title": ("What the items are for", "For example: Twelve items on sepsis, in-training examination."),
        "topics": ("Topics and objectives tested", "One line for each item is enough."),
        "done_date": ("Day you handed the items in", ""),
    },
    Kind.MANUSCRIPT: {
        "title": (
            "Manuscript",
            "Its title, or its number where the title is confidential. It stands on the certificate.",
        ),
        "journal": ("Journal", ""),
        "done_date": ("Day of your review", ""),
        "acceptance": ("The editor’s words", "Copy from the letter in which the editor accepted your review."),
        "proof": ("Or the letter itself", "PDF, PNG or JPEG, at most 10 MB. Only you and the office can open it."),
        "drops_proof": ("Remove the file that is there", ""),
    },
    Kind.PERFORMANCE: {
        "title": ("What you set out to improve", "For example: Foot examinations in diabetes."),
        "a_done": ("What you measured", "In which patients or charts, and how."),
        "a_date": ("Day you were done", ""),
        "a_figure": ("What came out", "For example: 41 of 100 charts."),
        "b_done": ("What you changed", "And for how long."),
        "b_date": ("Day it was in place", ""),
        "b_figure": ("How far it reached", "For example: 3 clinics, 9 clinicians."),
        "c_done": ("How you measured again", "In the same way as before, if you can."),
        "c_date": ("Day you were done", ""),
        "c_figure": ("What came out", "For example: 78 of 100 charts."),
    },
    Kind.POINT_OF_CARE: {
        "title": ("Your question", "As it came up in practice, without anything that tells who the patient is."),
        "sources": ("Sources you looked it up in", "Names or links."),
        "application": ("What you did with the answer", "What you changed or kept, and why."),
        "done_date": ("Day you looked it up", ""),
    },
    Kind.TEACHING: {
        "title": ("Title of your presentation", "It stands on the certificate."),
        "audience": ("To whom, and where", "For example: Second-year residents, Salt Lake City."),
        "done_date": ("Day you gave it", ""),
        "minutes": ("Minutes you presented", "Without introductions and breaks."),
    },
}
STAGE_NAMES: Final = {
    "a": ("Stage A", "Where your practice stands"),
    "b": ("Stage B", "What you change"),
    "c": ("Stage C", "Where it stands afterwards"),
}
_LONG: Final = ("topics", "acceptance", "sources", "application", *(f"{stage}_done" for stage in STAGES))
_DAYS: Final = ("done_date", *(f"{stage}_date" for stage in STAGES))


class WorkForm(forms.ModelForm):
    """Only a name is needed for a draft; `hands_in` asks for everything."""

    proof = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}), max_length=200
    )
    drops_proof = forms.BooleanField(required=False)

    class Meta:
        model = CompletedWork
        fields = (
            "title",
            "topics",
            "journal",
            "acceptance",
            "sources",
            "application",
            "audience",
            "minutes",
            "done_date",
            *(f"{stage}_{part}" for stage in STAGES for part in ("done", "date", "figure")),
        )
        widgets: ClassVar = {
            **{name: forms.Textarea(attrs={"rows": 4}) for name in _LONG},
            **{name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in _DAYS},
        }

    def __init__(self, *args: Any, activity: Activity, hands_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hands_in = hands_in
        self.kind = Kind(activity.format)
        asked = ASKED[self.kind]
        self.fields = {name: self.fields[name] for name in asked}
        for name, (label, hint) in asked.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        if "drops_proof" in self.fields and not self.instance.proof:
            del self.fields["drops_proof"]
        needed = CompletedWork.NEEDED[self.kind] if hands_in else ("title",)
        for name in self.fields:
            self.fields[name].required = name in needed
            self.fields[name].error_messages["required"] = _missing(name)
        if "minutes" in self.fields:
            self.fields["minutes"].widget.attrs |= {"inputmode": "numeric", "max": MOST_MINUTES}

    def validate_constraints(self) -> None:
        """The service says it in words, under lock."""

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept of the piece itself."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in {"proof", "drops_proof"}}

    @property
    def stages(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(name, what it is about, its fields), of performance improvement alone."""
        if self.kind != Kind.PERFORMANCE:
            return []
        return [
            (*names, [self[f"{stage}_{part}"] for part in ("done", "date", "figure")])
            for stage, names in STAGE_NAMES.items()
        ]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that belong to no stage."""
        staged = {field.name for _, _, fields in self.stages for field in fields}
        return [field for field in self if field.name not in staged]


def _missing(name: str) -> str:
    if name == "title":
        return "Give it a name, so that you and the office find it again."
    return "Fill this in before you hand it in."
