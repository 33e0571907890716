"""The forms of signing in: allauth's checks, our words. Labels stand above the fields, so no placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app
from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coordination.accounts import lockout
from coordination.accounts.services.access import end_sessions
from coordination.accounts.sessions import this_session

PASSWORD = _("Password")
CODE = _("Code")
HOW_LONG = _("At least 12 characters. A sentence you can remember is better than single signs.")


class _Plain(forms.Form):
    """Takes placeholders, links and lists out of allauth's fields; ``words`` gives label and hint of each."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "data-width": "short"}
                if not self.is_bound:  # else the summary of errors has the focus
                    field.widget.attrs["autofocus"] = True


class LoginForm(_Plain, account.LoginForm):
    words = {"login": (_("E-mail address"), ""), "password": (PASSWORD, "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.DEMO and self.request is not None:
            self.fields["login"].initial = self.request.GET.get("adresse", "")[:254]


class ResetPasswordForm(_Plain, account.ResetPasswordForm):
    words = {"email": (_("E-mail address"), "")}


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), HOW_LONG), "password2": (_("Repeat new password"), "")}

    def save(self) -> None:
        """All sessions end; and wrong tries of the old password lock nobody out of the new one."""
        super().save()
        end_sessions(user=self.user)
        lockout.unlock(self.user.email)


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    words = {"oldpassword": (_("Current password"), ""), **ResetPasswordKeyForm.words}

    def save(self) -> None:
        """All other sessions end."""
        super().save()
        end_sessions(user=self.user, but=this_session())


class ReauthenticateForm(_Plain, account.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class AuthenticateForm(_Plain, factor.AuthenticateForm):
    words = {"code": (CODE, _("Six digits from your app, or one of your spare codes."))}

    @cached_property
    def kinds(self) -> set[str]:
        """Which factors the person has: ``totp``, ``webauthn``, ``recovery_codes``."""
        return set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))


class FactorReauthenticateForm(_Plain, factor.ReauthenticateForm):
    words = AuthenticateForm.words


class ActivateTOTPForm(_Plain, app.ActivateTOTPForm):
    words = {"code": (CODE, _("The six digits that the app shows now."))}
