"""Team and audience, with the interprofessional balance (PLN-4, PLN-5)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import Profession, User
from activities.balance import ProfessionBalance, balance_of, missing_professions
from activities.clearance import exclusion_refusal
from activities.forms.fields import PlanForm
from activities.forms.offered import Offered, offer
from activities.forms.rows import NamedRows
from activities.models import Activity, ProfessionAbsence, TeamMember


class AudienceForm(PlanForm, forms.ModelForm):
    """Whom it is for, and why an expected profession is missing on the team."""

    class Meta:
        model = Activity
        fields = ("audience", "audience_note")
        widgets: ClassVar = {"audience": forms.CheckboxSelectMultiple}
        labels: ClassVar = {"audience": "Professions", "audience_note": "Specialties and regions"}

    def __init__(self, *args: Any, balance: list[ProfessionBalance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = dict(self.instance.absences.values_list("profession_id", "reason"))
        expected = {profession.pk for profession in missing_professions(balance)}
        self.asked = [
            profession
            for profession in Profession.objects.all()
            if profession.pk in expected
            or profession.pk in reasons
            or self.data.get(f"absence-{profession.pk}", "").strip()
        ]
        for profession in self.asked:
            self.fields[f"absence-{profession.pk}"] = forms.CharField(
                label=f"{profession.plural}: why is nobody on the team?",
                max_length=300,
                initial=reasons.get(profession.pk, ""),
                help_text="Leave it empty once somebody of this profession plans or speaks.",
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


def typed_balance(typed: QueryDict, rows: Iterable[forms.ModelForm]) -> list[ProfessionBalance]:
    """The balance of what stands in the form, valid or not."""
    professions = list(Profession.objects.all())
    known = {profession.pk for profession in professions}
    team = [
        TeamMember(
            role=row["role"].value() or "",
            profession_id=row["profession"].value(),
            controls_content=bool(row.fields["controls_content"].to_python(row["controls_content"].value()))
            or row["role"].value() != TeamMember.Role.COORDINATOR,
        )
        for row in rows
        if row["profession"].value() in known
    ]
    reasons = {pk: str(typed[f"absence-{pk}"]).strip() for pk in known if f"absence-{pk}" in typed}
    return balance_of(
        audience=known & set(typed.getlist("audience")), team=team, reasons=reasons, professions=professions
    )


class TeamMemberForm(PlanForm, forms.ModelForm):
    """A person by e-mail address; somebody we do not know yet becomes a user without a password.

    A name is asked for in any case, so that nobody learns here who else has an account. Who is on the team stays that
    person: another one takes another row, since what was decided about the first must not become the second's.
    """

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

    def __init__(self, *args: Any, activity: Activity, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.prepare_fields()
        offer(self.fields["profession"], offered.professions)
        if self.instance.pk:
            self._show_person(self.instance.person)

    @property
    def not_asked(self) -> frozenset[str]:
        """Only a coordinator may or may not choose topics and speakers (PLN-5)."""
        is_coordinator = self["role"].value() == TeamMember.Role.COORDINATOR
        return frozenset() if is_coordinator else frozenset({"controls_content"})

    def _show_person(self, person: User) -> None:
        member: TeamMember = self.instance
        if member.shows_typed_name:
            typed = {"given_name": member.given_name_typed, "family_name": member.family_name_typed}
            self.initial.update(email=person.email, **typed)
            self.fields["email"].disabled = True
            return
        given, family = person.given_name, person.family_name
        if not given and not family:
            family = person.get_full_name()
        self.initial.update(email=person.email, given_name=given, family_name=family)
        self.fields["email"].disabled = True
        if not is_ours_to_name(person, self.activity):
            self.fields["given_name"].disabled = self.fields["family_name"].disabled = True

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") and cleaned["role"] != TeamMember.Role.COORDINATOR:
            cleaned["controls_content"] = True
        self._refuse_excluded(cleaned)
        names = (cleaned.get("given_name") or "") + (cleaned.get("family_name") or "")
        if cleaned.get("email") and not names.strip():
            self.add_error("family_name", "Please give this person’s name.")
        return cleaned

    def _refuse_excluded(self, cleaned: dict[str, Any]) -> None:
        """Whom the office excluded from a role does not come back into it here (SII-3, SII-4)."""
        if self.instance.pk and self.instance.role == cleaned.get("role"):
            return
        person = self.instance.person if self.instance.pk else None
        person = person or User.objects.filter(email__iexact=cleaned.get("email") or "").first()
        if person and (refusal := exclusion_refusal(self.activity, person, cleaned.get("role") or "")):
            self.add_error("role", refusal)

    def validate_constraints(self) -> None:
        """Rows change together, so `TeamRows.clean` looks at them all; the database has the last word."""

    def save(self, commit: bool = True) -> TeamMember:
        is_named = bool({"given_name", "family_name"} & set(self.changed_data))
        if not self.instance.pk:
            self.instance.person = self._person()
        elif is_named and is_ours_to_name(self.instance.person, self.activity):
            self._name(self.instance.person)
        if is_named:
            self.instance.given_name_typed = self.cleaned_data["given_name"]
            self.instance.family_name_typed = self.cleaned_data["family_name"]
        self.instance.activity = self.activity
        member: TeamMember = super().save(commit)
        return member

    def _person(self) -> User:
        email = self.cleaned_data["email"]
        if known := User.objects.filter(email__iexact=email).first():
            return known
        return self._name(User.objects.create_user(email))

    def _name(self, person: User) -> User:
        person.given_name, person.family_name = self.cleaned_data["given_name"], self.cleaned_data["family_name"]
        person.printed_name = f"{person.given_name} {person.family_name}".strip()
        person.save(update_fields=["given_name", "family_name", "printed_name"])
        return person


def is_ours_to_name(person: User, activity: Activity) -> bool:
    """Whether planners may mend a name they typed: of somebody who never signed in and is known from here alone."""
    return not (
        person.last_login
        or person.has_usable_password()
        or hasattr(person, "profile")
        or person.disclosures.all()
        or any(membership.activity_id != activity.pk for membership in person.team_memberships.all())
    )


class TeamRows(NamedRows):
    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.cleaned_data.get("email") and not form.cleaned_data.get("DELETE")]
        directors = [form for form in rows if form.cleaned_data.get("role") == TeamMember.Role.DIRECTOR]
        for form in directors[1:]:
            form.add_error("role", "An activity has one director; make this person a co-director.")
        self._refuse_two_names_of_one_address(rows)
        rows = [form for form in rows if "email" in form.cleaned_data]
        seen = Counter((form.cleaned_data["email"], form.cleaned_data.get("role")) for form in rows)
        for form in rows:
            if seen[(form.cleaned_data["email"], form.cleaned_data.get("role"))] > 1:
                form.add_error("email", "This person is listed twice in the same role.")
        if any(form.errors for form in self.forms):
            raise ValidationError("")

    def _refuse_two_names_of_one_address(self, rows: list[Any]) -> None:
        """Whoever is typed with another row's address would silently be that other person."""
        named: dict[str, str] = {}
        for form in rows:
            name = f"{form.cleaned_data.get('given_name') or ''} {form.cleaned_data.get('family_name') or ''}".strip()
            first = named.setdefault(form.cleaned_data["email"], name)
            if name and first and name.casefold() != first.casefold():
                form.add_error("email", f"This is the address of {first}, who is on this list. Type {name}’s own.")

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
