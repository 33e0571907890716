"""What somebody may in the interface: the same words as on the pages; a token narrows them, never widens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission

from coordination.accounts.permissions import Reach, scope_of
from coordination.lib.api.problems import Problem


class MayHere(BasePermission):
    """Nobody in without signing in, without the view's permission in some network, or beyond the token's scope.

    Of a view: ``permission`` for reading, ``permissions`` (action → word) where an action needs another one, ``room``
    for the scope of tokens. Which rows are seen or may be changed is the business of its QuerySet.
    """

    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method == "OPTIONS":
            return True
        self._within_token(request, view)
        word = getattr(view, "permissions", {}).get(getattr(view, "action", None), view.permission)
        return word is None or may(request.user, word)

    def _within_token(self, request: Any, view: Any) -> None:
        if request.auth is None or not view.room:
            return
        verb = "read" if request.method in SAFE_METHODS else "write"
        needed = f"{view.room}:{verb}"
        if needed not in request.auth.scopes:
            sentence = _("This token has no scope for this. It needs “%(scope)s”.") % {"scope": needed}
            raise Problem(403, "scope_missing", sentence, scope=needed)


def may(user: Any, word: str) -> bool:
    """Whether somebody has a right in some network; adding and deleting have to reach through the whole of it."""
    whole = any(f".{verb}_" in word for verb in ("add", "delete"))
    return bool(scope_of(user).may(word, reach=Reach.ALL if whole else Reach.OWN))
