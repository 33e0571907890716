"""The kit of a briefing, edited: three points, more about it, sheet or slides, suggested mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.notes import tell
from network.forms.briefings import KitEditForm
from network.models import Briefing
from network.services.briefings import edit_kit
from network.services.papers import keep_sheet
from network.views.briefings import CHANGE, crumbs


class KitEdit(MayRequired, View):
    """For the coordination, while the briefing is not closed. What was typed is kept when somebody was quicker."""

    permission = CHANGE

    def find(self) -> Briefing:
        rows = Briefing.objects.visible_to(self.request.user).editable_by(self.request.user)
        return get_object_or_404(rows.select_related("network", "sheet"), uid=self.kwargs["uid"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        briefing = self.find()
        return self.page(briefing, KitEditForm(briefing=briefing))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        briefing = self.find()
        form = KitEditForm(request.POST, request.FILES, briefing=briefing)
        if not form.is_valid():
            return self.page(briefing, form)
        chosen = form.cleaned_data
        sheet = None if chosen.get("drop_sheet") else briefing.sheet
        try:
            if chosen["sheet"]:
                sheet = keep_sheet(by=request.user, network_id=briefing.network_id, upload=chosen["sheet"])
            edit_kit(by=request.user, briefing=briefing, version=chosen["version"], sheet=sheet, **form.kit())
        except EditConflict as broken:
            return self.compare(form, broken)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(self.find(), form)
        tell(request, _("The kit has been changed. The links of the mails show it from now on."))
        return redirect(briefing)

    def compare(self, form: KitEditForm, broken: EditConflict) -> HttpResponse:
        """What was typed stays; beside it what the kit says now. Saved again, it takes its place."""
        now = self.find()
        stored = KitEditForm(briefing=now)
        theirs = [
            {"label": form.fields[name].label, "value": stored.initial[name]}
            for name in form.changed_data
            if name in stored.initial and name != "version"
        ]
        form.data = form.data.copy()
        form.data["version"] = now.version
        form.add_error(None, broken)
        return self.page(now, form, theirs)

    def page(self, briefing: Briefing, form: KitEditForm, theirs: Any = ()) -> HttpResponse:
        title = _("Edit the kit")
        context = {
            "title": title,
            "briefing": briefing,
            "form": form,
            "theirs": theirs,
            "cancel_url": briefing.get_absolute_url(),
            "crumbs": crumbs((briefing.title, briefing.get_absolute_url()), (title, None)),
        }
        return render(self.request, "network/kit_form.html", context)
