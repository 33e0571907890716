"""What a record of the directory says of its multipliers: a way to them, for whoever may see some."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from coordination.accounts.permissions import scope_of
from coordination.directory.models import Institution

register = template.Library()


@register.simple_tag(takes_context=True)
def multipliers_url(context: Context, institution: Institution) -> str:
    """The list of multipliers at one institution; empty where the reader may see none. Asks the database nothing."""
    request = context.get("request")
    if request is None or not scope_of(request.user).may_anywhere("network.view_appointment"):
        return ""
    return f"{reverse('network:appointment-list')}?{urlencode({'q': institution.name})}"
