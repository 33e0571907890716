"""Links for a new password. Of a locked account none is valid, not even one sent before."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class ResetTokens(PasswordResetTokenGenerator):
    """Django's, which know password, last sign-in and address; allauth's would write a row for known addresses only."""

    key_salt = "coordination.accounts.reset_tokens"

    def check_token(self, user: Any, token: str | None) -> bool:
        return user is not None and user.is_active and super().check_token(user, token)
