"""Venues of my networks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import ListView

from coordination.accounts.permissions import MayRequired, scope_of
from meetings.models import Venue
from meetings.views.events import crumbs_to


class VenueList(MayRequired, ListView):
    """Houses and rooms in which events take place, by name."""

    permission = "meetings.change_event"
    template_name = "meetings/venue_list.html"
    paginate_by = 50

    def get_queryset(self):
        networks = scope_of(self.request.user).may("meetings.change_event")
        rows = Venue.objects.filter(network__in=networks).prefetch_related("rooms")
        return rows.order_by("name", "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Venues"), crumbs=crumbs_to(None, _("Venues")), **kwargs)
