"""What a record of the directory says of pathways: which of them ask for what the institution offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Exists, OuterRef, Q
from django.template import Context

from coordination.accounts.permissions import scope_of
from coordination.pathways.models import Pathway, Release, StepSlot

register = template.Library()


@register.simple_tag(takes_context=True)
def asked_for_by(context: Context, services: Iterable[Any]) -> list[Pathway]:
    """The pathways in force of the reader's networks that lead to services of these kinds; one question, or none."""
    request, kinds = context.get("request"), {service.kind_id for service in services}
    networks = scope_of(getattr(request, "user", None)).may("pathways.view_draft")
    if not kinds or not networks:
        return []
    steps = Q(step__pathway=OuterRef("pk")) | Q(step__pathway=OuterRef("branch"))
    asked = StepSlot.objects.filter(steps, kind__in=kinds)
    in_force = Release.objects.in_force().filter(pathway=OuterRef("pk"))
    rows = Pathway.objects.filter(
        Exists(in_force), Exists(asked), network__in=networks, removed_at__isnull=True
    )
    return list(rows.filter(is_branch=False).only("title", "slug", "uid").order_by("title", "id"))
