"""What happened in my networks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from coordination.accounts.models import AuditEntry, User
from coordination.accounts.permissions import MayRequired, Reach


class Log(MayRequired, ListView):
    """What happened in my networks, newest first."""

    permission = "accounts.view_audit"
    reach = Reach.ALL
    template_name = "accounts/auditentry_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[AuditEntry]:
        rows = AuditEntry.objects.visible_to(self.request.user)
        if did := self.request.GET.get("was"):
            rows = rows.filter(did=did)
        return rows.order_by("-at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        people = User.objects.in_bulk({entry.user_id for entry in context["page_obj"] if entry.user_id})
        for entry in context["page_obj"]:
            entry.who = people.get(entry.user_id)
        chosen = self.request.GET.get("was", "")
        picks = [{"label": _("All"), "url": reverse("accounts:log"), "current": not chosen}]
        picks += [
            {
                "label": did.label,
                "url": f"{reverse('accounts:log')}?was={did.value}",
                "current": chosen == did.value,
            }
            for did in (
                AuditEntry.Did.IMPORTED,
                AuditEntry.Did.EXPORTED,
                AuditEntry.Did.GRANTED,
                AuditEntry.Did.READ,
            )
        ]
        return context | {"title": _("Log"), "picks": picks}
