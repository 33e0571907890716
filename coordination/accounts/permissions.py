"""Guards of views and verbs. What rows a person may see is the business of ``visible_to``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from coordination.accounts.roles import Reach
from coordination.accounts.scope import Scope, forget_scope, readable, scope_of

__all__ = ["MayRequired", "Reach", "Scope", "forget_scope", "readable", "require", "scope_of"]


def require(user: Any, permission: str, network: Any) -> None:
    """Raise PermissionDenied unless the user may do this in the whole network."""
    network_id = network if isinstance(network, int) else network.pk
    if network_id not in scope_of(user).may(permission):
        raise PermissionDenied(permission)


class MayRequired(AccessMixin):
    """For views: nobody in without the ``permission`` in at least one network.

    What may be seen inside is the QuerySet's business; ``reach`` says how far the permission must go at least.
    ``asks_again``: the password is asked once more when the sign-in is some minutes old (roles, exports).
    """

    permission: str
    reach: Reach = Reach.OWN
    asks_again: bool = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not scope_of(request.user).may(self.permission, reach=self.reach):
            raise PermissionDenied(self.permission)
        if self.asks_again:
            from coordination.accounts.fresh import confirm_first  # noqa: PLC0415 -- models need this

            if answer := confirm_first(request):
                return answer
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
