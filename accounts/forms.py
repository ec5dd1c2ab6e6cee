"""Refuse and convert: what is typed on the pages about care."""

import re
import struct
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.clinics import ALPHABET
from accounts.services.invitations import new_token
from accounts.texts import lazy

TOKEN = re.compile(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{5}}")
"""As `new_token` writes them."""

UNREADABLE = (AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
"""What reading a passkey's words raises when they are none."""


class SignupForm(AllauthSignupForm):
    """Allauth's, which takes as long for an address that has an account as for a new one."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The new account; or a mail to the owner of the one that is there."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


class CredentialField(forms.JSONField):
    """What a passkey says. Not all that is no JSON is a JSONDecodeError."""

    def to_python(self, value: Any) -> Any:
        """Refuses numbers of thousands of digits and what is nested too deep as well."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was sent is of no use a second time."""
        return initial

    def prepare_value(self, value: Any) -> str:
        """The page's script fills it in."""
        return ""


class ProvePasskeyForm(AuthenticateWebAuthnForm):
    """Allauth's, which refuses whatever no passkey says."""

    credential = CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        """The passkey. What it said is read by libraries that raise many things."""
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginPasskeyForm(ProvePasskeyForm, LoginWebAuthnForm):
    """For signing in with it alone."""


class ReauthenticatePasskeyForm(ProvePasskeyForm, ReauthenticateWebAuthnForm):
    """For showing it once more."""


class AddPasskeyForm(AddWebAuthnForm):
    """Allauth's, in plain words, which refuses whatever no passkey says."""

    credential = CredentialField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A passkey that can be kept."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the box means."""
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.label = _("Log in with it alone, without a password")
        alone.help_text = _("It asks for your fingerprint, your face or its code each time.")


class OnceForm(forms.Form):
    """A form that counts once, however often it is sent."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the form the uuid that its post will carry."""
        kwargs["initial"] = {"uuid": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class CodeForm(forms.Form):
    """A clinic's code."""

    code = forms.CharField(
        label=lazy("Your clinic’s code"),
        help_text=lazy("8 letters and digits. Big or small letters, with or without the hyphen."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": lazy("Type the code that your clinic gave you.")},
    )


class ChoosePhysiotherapistForm(forms.Form):
    """Which of a clinic's physiotherapists."""

    physiotherapist = forms.TypedChoiceField(
        label=lazy("Who is your physiotherapist?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": lazy("Choose your physiotherapist."),
            "invalid_choice": lazy("Choose one of these."),
        },
    )

    def __init__(self, *args: Any, physiotherapists: list[User], **kwargs: Any) -> None:
        """Offer these people, none of them chosen."""
        super().__init__(*args, **kwargs)
        self.known = {str(user.public_id): user for user in physiotherapists}
        offer(self, "physiotherapist", [(key, user.email) for key, user in self.known.items()])

    @property
    def chosen(self) -> User:
        """Who was chosen."""
        return self.known[self.cleaned_data["physiotherapist"]]


class PaperInvitationForm(OnceForm):
    """An invitation to print. The page makes the token: sent twice, the same is printed twice."""

    token = forms.RegexField(TOKEN, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the form the token that its invitation will have."""
        kwargs["initial"] = {"token": new_token()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class MailInvitationForm(PaperInvitationForm):
    """An invitation by e-mail."""

    email = forms.EmailField(
        label=lazy("Your client’s email address"),
        error_messages={
            "required": lazy("Type the address to write to."),
            "invalid": lazy("This is not an email address."),
        },
    )


class CoverForm(OnceForm):
    """Who covers for whom, and on which days."""

    physiotherapist = forms.TypedChoiceField(label=lazy("Who is away?"))
    cover = forms.TypedChoiceField(
        label=lazy("Who covers?"), error_messages={"required": lazy("Choose who covers.")}
    )
    first_day = forms.DateField(
        label=lazy("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": lazy("Choose the first day.")},
    )
    last_day = forms.DateField(
        label=lazy("Last day away"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": lazy("Choose the last day.")},
    )

    UNCHOSEN: ClassVar = ("", lazy("Choose …"))

    def __init__(
        self, *args: Any, away: list[User], covers: list[User], today: date, **kwargs: Any
    ) -> None:
        """Offer these people; a question with one answer is not asked."""
        super().__init__(*args, **kwargs)
        self.known = {str(user.public_id): user for user in (*away, *covers)}
        offer(self, "physiotherapist", [(str(user.public_id), user.email) for user in away])
        offer(
            self, "cover", [self.UNCHOSEN, *((str(user.public_id), user.email) for user in covers)]
        )
        if len(away) == 1:
            self.initial["physiotherapist"] = str(away[0].public_id)
            self.fields["physiotherapist"].widget = forms.HiddenInput()
        for name in ("first_day", "last_day"):
            self.fields[name].widget.attrs["min"] = today.isoformat()

    @property
    def told(self) -> dict[str, Any]:
        """What the service asks for."""
        told = self.cleaned_data
        people = {name: self.known[told[name]] for name in ("physiotherapist", "cover")}
        return told | people


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Offer these answers to a question."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no choice")
    field.choices = choices
