"""Team and audience, with the interprofessional balance (PLN-4, PLN-5)."""

from collections import Counter
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Profession, User
from activities.balance import missing_professions, team_balance
from activities.forms.fields import PlanForm
from activities.models import Activity, ProfessionAbsence, TeamMember


class AudienceForm(PlanForm, forms.ModelForm):
    """Whom it is for, and why an expected profession is missing on the team."""

    class Meta:
        model = Activity
        fields = ("audience", "audience_note")
        widgets: ClassVar = {"audience": forms.CheckboxSelectMultiple}
        labels: ClassVar = {"audience": "Whom it is for", "audience_note": "Specialties and regions"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = dict(self.instance.absences.values_list("profession_id", "reason"))
        missing = missing_professions(team_balance(self.instance))
        self.asked = [p for p in Profession.objects.all() if p in missing or p.pk in reasons]
        if self.is_bound:  # a profession may be asked about since: keep what was typed for it
            self.asked = [p for p in Profession.objects.all() if p in self.asked or f"absence-{p.pk}" in self.data]
        for profession in self.asked:
            self.fields[f"absence-{profession.pk}"] = forms.CharField(
                label=f"{profession.plural}: why is nobody on the team?",
                max_length=300,
                initial=reasons.get(profession.pk, ""),
                help_text="Leave empty once somebody of this profession plans or speaks.",
            )
        self.prepare_fields()

    def absence_fields(self) -> list[forms.BoundField]:
        return [self[f"absence-{profession.pk}"] for profession in self.asked]

    def save(self, commit: bool = True) -> Activity:
        activity: Activity = super().save(commit)
        for profession in self.asked:
            reason = self.cleaned_data[f"absence-{profession.pk}"].strip()
            if reason:
                ProfessionAbsence.objects.update_or_create(
                    activity=activity, profession=profession, defaults={"reason": reason}
                )
            else:
                ProfessionAbsence.objects.filter(activity=activity, profession=profession).delete()
        return activity


class TeamMemberForm(PlanForm, forms.ModelForm):
    """A person by e-mail address; somebody we do not know yet becomes a user without a password."""

    needed = ("email", "role", "profession")
    given_name = forms.CharField(max_length=120)
    family_name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail")

    field_order = ("given_name", "family_name", "email", "role", "profession", "employer", "controls_content")

    class Meta:
        model = TeamMember
        fields = ("role", "profession", "employer", "controls_content")
        labels: ClassVar = {"controls_content": "Chooses topics or speakers"}
        help_texts: ClassVar = {
            "controls_content": "Only asked of a coordinator: then they are a planner and disclose."
        }

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.prepare_fields()
        if self.instance.pk:
            person = self.instance.person
            self.initial |= {"email": person.email, "given_name": person.given_name, "family_name": person.family_name}
            if self.instance.person_id and not (person.given_name or person.family_name):
                self.initial["family_name"] = person.get_full_name()

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") and cleaned["role"] != TeamMember.Role.COORDINATOR:
            cleaned["controls_content"] = True
        email = cleaned.get("email")
        names = (cleaned.get("given_name") or "") + (cleaned.get("family_name") or "")
        if email and not names.strip() and not User.objects.filter(email__iexact=email).exists():
            self.add_error("family_name", "Please give this person’s name.")
        return cleaned

    def validate_constraints(self) -> None:
        """Rows change together, so `TeamRows.clean` looks at them all; the database has the last word."""

    def save(self, commit: bool = True) -> TeamMember:
        self.instance.person = self._person()
        self.instance.activity = self.activity
        member: TeamMember = super().save(commit)
        return member

    def _person(self) -> User:
        email = self.cleaned_data["email"]
        if known := User.objects.filter(email__iexact=email).first():
            return known
        given, family = self.cleaned_data["given_name"], self.cleaned_data["family_name"]
        return User.objects.create_user(
            email, given_name=given, family_name=family, printed_name=f"{given} {family}".strip()
        )


class TeamRows(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.cleaned_data.get("email") and not form.cleaned_data.get("DELETE")]
        directors = [form for form in rows if form.cleaned_data.get("role") == TeamMember.Role.DIRECTOR]
        for form in directors[1:]:
            form.add_error("role", "An activity has one director; make this person a co-director.")
        seen = Counter((form.cleaned_data["email"], form.cleaned_data.get("role")) for form in rows)
        for form in rows:
            if seen[(form.cleaned_data["email"], form.cleaned_data.get("role"))] > 1:
                form.add_error("email", "This person is listed twice in the same role.")
        if any(form.errors for form in self.forms):
            raise ValidationError("")

    def save(self, commit: bool = True) -> list[TeamMember]:
        for form in self.deleted_forms:
            if form.instance.pk:
                form.instance.delete()
        rows = [form for form in self.forms if form.cleaned_data.get("email") and form not in self.deleted_forms]
        for position, form in enumerate(rows):
            form.instance.position = position
        # The director last, so that a post which changes hands is free when it is taken.
        rows.sort(key=lambda form: form.cleaned_data["role"] == TeamMember.Role.DIRECTOR)
        return [form.save() for form in rows]
