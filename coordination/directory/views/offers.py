"""The record of a service, and its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.forms.offers import ServiceForm
from coordination.directory.models import ContactPoint, Service
from coordination.directory.reading import marked
from coordination.directory.services.offers import save_service
from coordination.directory.services.ownership import owners
from coordination.directory.views.hours import hours_facts
from coordination.directory.views.records import (
    INSTITUTION,
    NEWEST,
    SERVICE,
    RecordForm,
    crumbs_to,
    is_latest_asked,
    latest_card,
    sees_story,
    story_of,
    tabs_of,
)
from coordination.lib.levels import Level

LATEST = 4


class ServiceRecord(MayRequired, View):
    """What is offered by whom for which places, how to reach it, what changed. National hotlines are only read."""

    permission = "directory.view_service"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = SERVICE.visible_to(request.user).select_related("kind", "provider")
        service = get_object_or_404(marked(rows, request.user), uid=kwargs["uid"])
        if is_latest_asked(request):
            return latest_card(request, service, may_change=service.mine)
        section = "verlauf" if request.GET.get("bereich") in {"verlauf", NEWEST} else ""
        has_story = bool(service.provider_id) and sees_story(request.user, service)
        story = story_of(request, service, may_change=service.mine) if section else None
        contacts = marked(ContactPoint.objects.visible_to(request.user, owner="service"), request.user)
        contacts = contacts.filter(service=service)
        tabs = [("", _("Overview"), None)]
        if has_story:
            tabs.append(("verlauf", _("Timeline"), None))
        context = {
            "record": service,
            "may_change": service.mine,
            "edit_url": SERVICE.url("edit", service.uid),
            "section": section,
            "areas": service.areas.select_related("municipality", "postcode", "district"),
            "contacts": list(contacts.order_by("sort_order", "id")),
            "shows_provider": bool(service.provider_id)
            and INSTITUTION.visible_to(request.user).filter(pk=service.provider_id).exists(),
            "has_story": has_story,
            "entries": story.entries if story else [],
            "page_obj": story.page if story else None,
            **hours_facts(request, service),
            "crumbs": crumbs_to(service),
            "tabs": tabs_of(service, tabs, section),
        }
        return render(request, "directory/service_detail.html", context)


class _ServiceForm(RecordForm):
    permission = "directory.change_service"

    def form(self, data: Any = None) -> ServiceForm:
        user = self.request.user
        networks = [self.service.network] if self.service.network else owners(user, self.provider)
        reads = min((scope_of(user).reads_in(one.pk) for one in networks), default=Level.PUBLIC)
        return ServiceForm(data, instance=self.service, networks=networks, reads=reads)

    def write(self, form: ServiceForm, more: list[Any]) -> Service:
        if not form.has_changed():
            return form.instance
        return save_service(
            by=self.request.user, service=form.instance, areas=form.areas, reason=form.reason_given
        )

    def said(self, written: Service) -> str:
        return _("%(name)s has been saved.") % {"name": written}


class ServiceAdd(_ServiceForm):
    title = gettext_lazy("Add a service")

    def find(self) -> None:
        self.owner = self.provider = self.editable(INSTITUTION, self.kwargs["uid"])
        self.service = Service(provider=self.provider)

    def next_url(self, written: Service) -> str:
        return written.get_absolute_url()

    def undo_url(self, written: Any, change_set: Any) -> str:
        return ""  # a new service goes by the bin


class ServiceEdit(_ServiceForm):
    title = gettext_lazy("Edit")

    def find(self) -> None:
        self.owner = self.service = self.editable(SERVICE, self.kwargs["uid"])
        self.provider = self.service.provider
