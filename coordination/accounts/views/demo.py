"""The logins of the demo as cards. Only in the demo: everywhere else this address does not exist."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from coordination.accounts.models import Membership
from coordination.accounts.roles import MEANING, NEEDS_SECOND_FACTOR, Role


class Logins(TemplateView):
    """One card per role, its password and the code valid now; further accounts below."""

    template_name = "accounts/demo.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from coordination.accounts.demo import PASSWORD, PERIOD, logins  # noqa: PLC0415 -- only in the demo

        accounts = [_card(user, roles, code) for user, roles, code in logins()]
        first: dict[Role, dict[str, Any]] = {}
        for card in accounts:
            if card["role"] is not None:
                first.setdefault(card["role"], card)
        cards = [first[role] for role in _ORDER if role in first]
        return super().get_context_data(
            title=_("Logins of the demo"),
            cards=cards,
            others=[card for card in accounts if card not in cards],
            password=PASSWORD,
            period=PERIOD,
            renew=",".join(f"#{card['id']}" for card in accounts if card["code"]),
            **kwargs,
        )


# The coordination first: it is whom the demo is for.
_ORDER = sorted(Role, key=lambda role: (role != Role.COORDINATOR, list(Role).index(role)))


def _card(user: Any, roles: list[Membership], code: str) -> dict[str, Any]:
    role = Role(roles[0].role) if roles else None
    where = dict.fromkeys(str(membership.network or membership.land or "") for membership in roles)
    return {
        "user": user,
        "id": f"code-{user.uid}",
        "role": role,
        "label": role.label if role else _("No role today"),
        "where": ", ".join(filter(None, where)),
        "is_deputy": any(membership.is_deputy for membership in roles),
        "meaning": MEANING[role] if role else _("A role that has ended: sees what everybody sees."),
        "code": code,
        "needs_code": role in NEEDS_SECOND_FACTOR,
        "url": f"{reverse('account_login')}?{urlencode({'adresse': user.email})}",
    }
