"""What waits among people and roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import Membership
from coordination.accounts.permissions import scope_of
from coordination.lib.worklist import PREPARE, Waiting


def waiting(user: Any) -> Iterator[Waiting]:
    networks = scope_of(user).may("accounts.change_membership")
    soon = timezone.localdate() + dt.timedelta(days=30)
    ending = Membership.objects.ending_before(soon).filter(network__in=networks).select_related("user")
    for membership in ending.order_by("valid_until", "id")[:5]:
        title = _("The role of %(person)s ends") % {"person": membership.user}
        text = _("%(role)s, last day %(day)s") % {
            "role": membership.get_role_display(),
            "day": f"{membership.valid_until:%d.%m.%Y}",
        }
        yield Waiting(
            PREPARE, "person", title, text, reverse("accounts:people"), _("Show"), membership.valid_until
        )
