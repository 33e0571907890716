"""The help lines for all of Germany: on the start page, and on paper to hang beside the telephone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from coordination.accounts.context import network_of
from coordination.directory.models import ContactPoint, Service
from coordination.lib.caching import public
from coordination.lib.pdf import kept_pdf


def help_lines() -> list[dict[str, Any]]:
    """Return each national service with its contacts, as everybody may see them."""
    services = list(Service.objects.visible_to(None).national().select_related("kind").order_by("id"))
    contacts = ContactPoint.objects.visible_to(None).filter(service__in=services).order_by("sort_order", "id")
    numbers: dict[int | None, list[ContactPoint]] = {}
    for contact in contacts:
        numbers.setdefault(contact.service_id, []).append(contact)
    return [{"service": service, "contacts": numbers.get(service.pk, [])} for service in services]


@public(3600)
@require_safe
def on_paper(request: HttpRequest) -> FileResponse:
    """The help lines as PDF; the same sheet for everybody who asks at this host on this day."""
    network = network_of(request)
    context = {
        "network": str(network) if network else "",
        "address": settings.SITE_ADDRESS,
        "lines": help_lines(),
    }
    file = kept_pdf("overview/print/help_lines.html", context)
    return FileResponse(
        file.path.open("rb"),
        as_attachment=True,
        filename="hilfe-telefone.pdf",
        content_type="application/pdf",
    )
