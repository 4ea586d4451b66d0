from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import User
from activities.models import Session
from core.codes import tidy_code
from core.ratelimit import is_shut_out, too_many
from learners.models import CODE_LENGTH, Registration, SessionChoice

# In an hour, by one person.
UNKNOWN_ADDRESSES = 20


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Session code",
        max_length=20,
        error_messages={"required": "Type the code that is shown in the room."},
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "placeholder": "·" * CODE_LENGTH,
                "autofocus": True,
                "data-submit-when-complete": CODE_LENGTH,
            }
        ),
    )

    def clean_code(self) -> str:
        code = tidy_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("A code has letters and digits, for example K7MX2P.")
        return code


class CheckInForm(forms.Form):
    """Whom the staff saw: somebody registered, by a touch, or somebody else by address. Who chose the session stands first."""

    people = forms.ModelMultipleChoiceField(User.objects.none(), required=False, label="Registered, not recorded yet")
    email = forms.EmailField(
        label="Somebody who is not on the list",
        required=False,
        help_text="The e-mail address they sign in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, session: Session, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guesses = f"check-in:{by.pk}"
        chose = SessionChoice.objects.filter(session=session)
        self.fields["people"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(
                registrations__activity=session.activity, registrations__status=Registration.Status.REGISTERED
            )
            .exclude(attendances__session=session)
            .annotate(chose_it=Exists(chose.filter(registration__learner=OuterRef("pk"))))
            .order_by("-chose_it", "sort_name", "pk")
        )

    def clean_email(self) -> User | None:
        """Gives the person."""
        email = self.cleaned_data["email"]
        if not email:
            return None
        # Whose address is known is told to those who see people at a door, and not to who tries addresses out (ATT-5).
        if is_shut_out(self._guesses, limit=UNKNOWN_ADDRESSES):
            raise forms.ValidationError(
                "Those were many addresses that nobody has signed up with. Please wait an hour."
            )
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            too_many(self._guesses, limit=UNKNOWN_ADDRESSES, seconds=3600)
            raise forms.ValidationError(
                "Nobody has signed up with this address yet. They can do so on their phone, and you record them then."
            )
        return person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.seen():
            raise forms.ValidationError("Choose somebody, or type an address.")
        return cleaned

    def seen(self) -> list[User]:
        extra = self.cleaned_data.get("email")
        return [*self.cleaned_data.get("people", []), *([extra] if extra else [])]
