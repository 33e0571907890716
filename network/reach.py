"""Whose institutions they are: where the right „network.view_graph“ reaches no further than the own house."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from coordination.directory.models import Institution


def own_institutions(user: Any, networks: Collection[int]) -> QuerySet[Institution]:
    """Institutions a person works at, keeps the entry of, or speaks for as a multiplier, in these networks."""
    pk, day = getattr(user, "pk", None), timezone.localdate()
    mine = Q(pk__in=Institution.objects.kept_by(user, networks).values("pk"))
    if (spoken := _spoken_for(pk, networks, day)) is not None:
        mine |= Q(pk__in=spoken)
    return Institution.objects.in_use().filter(mine)


def _spoken_for(pk: int | None, networks: Collection[int], day: Any) -> Any:
    """Ids of institutions of the user's own active appointments; None while nobody can be appointed."""
    models = apps.get_app_config("network").models
    if "appointmentinstitution" not in models:
        return None
    rows = apps.get_model("network", "AppointmentInstitution")._default_manager.filter(
        appointment__in=apps.get_model("network", "Appointment")
        .objects.active(day)
        .filter(person__user=pk, network__in=networks)
    )
    return rows.values("institution")
