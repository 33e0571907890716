"""Two versions of a pathway beside each other, or one and what is being edited, or its template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.directory.models import ServiceKind
from coordination.pathways.comparing import compare
from coordination.pathways.flow import Flow, read
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Pathway, Release
from coordination.pathways.views.drafts import pathway_of

DRAFT, TEMPLATE = "entwurf", "vorlage"


class Compare(MayRequired, View):
    """``alt`` and ``neu``: the number of a version, ``entwurf`` or ``vorlage``."""

    permission = "pathways.view_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pathway = pathway_of(request.user, kwargs["uid"])
        rows = Release.objects.visible_to(request.user).filter(pathway=pathway).order_by("-number")
        versions = {str(one.number): one for one in rows if one.content}
        choices = [(DRAFT, _("as it is edited now"))]
        choices += [
            (number, _("Version %(number)s") % {"number": number} + f" ({one.get_state_display()})")
            for number, one in versions.items()
        ]
        if pathway.template is not None:
            choices.append((TEMPLATE, _("the template as it is today")))
        names = dict(choices)
        last = next((number for number, one in versions.items() if one.state == Release.State.PUBLISHED), "")
        new = request.GET.get("neu", "") if request.GET.get("neu", "") in names else DRAFT
        usual = next((word for word in (last, *versions, TEMPLATE) if word in names and word != new), DRAFT)
        old = request.GET.get("alt", "") if request.GET.get("alt", "") in names else usual
        before, now = (_flow(word, pathway, versions) for word in (old, new))
        kinds = dict(
            ServiceKind.objects.filter(code__in={*before.slots, *now.slots}).values_list("code", "name")
        )
        context = {
            "title": _("What has changed"),
            "pathway": pathway,
            "choices": choices,
            "old": old,
            "new": new,
            "old_name": names[old],
            "new_name": names[new],
            "comparison": compare(before, now, kinds),
            "crumbs": [
                (_("Reporting pathways"), reverse("pathways:list")),
                (pathway.title, pathway.get_absolute_url()),
                (_("What has changed"), None),
            ],
        }
        return render(request, "pathways/compare.html", context)


def _flow(word: str, pathway: Pathway, versions: dict[str, Release]) -> Flow:
    if word == DRAFT:
        return flow_of(pathway)
    if word == TEMPLATE and pathway.template is not None:
        return flow_of(pathway.template)
    return read(versions[word].content)
