"""Forms of passkeys and security keys: allauth's checks, our words, and no fault from whatever is sent."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn import forms as keys
from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.accounts.entrance import _Plain

# What the library stumbles over when the browser (or somebody in its place) sends nonsense.
NONSENSE = (
    AttributeError,
    IndexError,
    KeyError,
    LookupError,
    OverflowError,
    TypeError,
    UnicodeError,
    ValueError,
)


class CredentialField(forms.JSONField):
    """What a key answers. It is never shown again: it works once, and may hold what no page can carry."""

    widget = forms.HiddenInput
    MOST = 100_000

    def to_python(self, value: Any) -> Any:
        try:
            if isinstance(value, str) and len(value) <= self.MOST:
                return super().to_python(value)
        except RecursionError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None

    def prepare_value(self, value: Any) -> str:
        return ""


class _CheckedKey(forms.Form):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            raise
        except NONSENSE:
            raise forms.ValidationError(
                _("This key was not recognised. Please try again."), code="key"
            ) from None


class AuthenticateKeyForm(_CheckedKey, keys.AuthenticateWebAuthnForm):
    credential = CredentialField()


class LoginKeyForm(_CheckedKey, keys.LoginWebAuthnForm):
    credential = CredentialField()


class ReauthenticateKeyForm(_CheckedKey, keys.ReauthenticateWebAuthnForm):
    credential = CredentialField()


class AddKeyForm(_Plain, keys.AddWebAuthnForm):
    words = {
        "name": (_("Name of the key"), _("So that you know it again: “Diensthandy”, “blauer Stick”.")),
        "passwordless": (
            _("Sign in with it alone, without a password (passkey)"),
            _("The device then asks for fingerprint, face or PIN."),
        ),
    }
    name = forms.CharField(max_length=60, required=False)
    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except forms.ValidationError:
            raise
        except NONSENSE:
            raise forms.ValidationError(
                _("This key was not recognised. Please try again."), code="key"
            ) from None


class EditKeyForm(_Plain, keys.EditWebAuthnForm):
    words = {"name": AddKeyForm.words["name"]}
    name = forms.CharField(max_length=60)
