"""Putting records into the bin, the bin, taking them out again."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.models import Membership
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.models import Institution
from coordination.directory.services.bin import KEPT, lead_again, led_elsewhere, remove, restore
from coordination.directory.views.protection import AskWithReason
from coordination.directory.views.records import INSTITUTION, NOUNS, PERSON, Noun
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell


def in_bin(noun: Noun, user: Any) -> QuerySet:
    """What of this kind lies in the bin and the user may restore."""
    if noun is INSTITUTION:
        return Institution.objects.in_bin_of(user)
    networks = scope_of(user).may(f"directory.delete_{noun.name}")
    rows = noun.model.objects.owned_by(networks).filter(removed_at__isnull=False)
    return rows.filter(restricted_at__isnull=True) if noun is PERSON else rows


class Remove(AskWithReason):
    """Ask why, then put the record into the bin."""

    reach = Reach.ALL
    title = gettext_lazy("Remove")
    noun = "institution"

    def find(self) -> None:
        noun, user = NOUNS[self.noun], self.request.user
        networks = scope_of(user).may(f"directory.delete_{noun.name}")
        rows = noun.visible_to(user)
        rows = rows.listed_in(networks) if noun is INSTITUTION else rows.owned_by(networks)
        self.record = get_object_or_404(rows, uid=self.kwargs["uid"])
        self.stays = noun is INSTITUTION and led_elsewhere(self.record, networks)

    def asked(self) -> dict[str, Any]:
        if self.stays:
            return {
                "question": _("Stop leading %(name)s in your network?") % {"name": self.record},
                "text": _(
                    "Another network leads it as well, so the institution stays. Your entry ends: contacts, people, "
                    "services and agreements of your network are then seen by your coordination only. You can take "
                    "it up again."
                ),
                "confirm_label": _("End the entry"),
            }
        return {
            "question": _("Remove %(name)s?") % {"name": self.record},
            "text": _(
                "The entry goes into the bin with everything that belongs to it and can be restored for 30 days. "
                "Then it is deleted for good."
            ),
            "confirm_label": _("Move to the bin"),
        }

    def write(self, reason: str) -> str:
        remove(by=self.request.user, record=self.record, reason=reason)
        if self.stays:
            return _("%(name)s is no longer led in your network.") % {"name": self.record}
        return _("%(name)s lies in the bin now.") % {"name": self.record}

    def next_url(self) -> str:
        return NOUNS[self.noun].list_url

    def undo_url(self) -> str:
        if self.stays or not scope_of(self.request.user).may(Restore.permission):
            return ""
        return reverse(f"directory:{self.noun}-restore", args=[self.record.uid])


class LeadAgain(MayRequired, View):
    """POST takes a paused or ended entry of one's networks up again."""

    permission = "directory.change_institution"
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        networks = scope_of(request.user).may(self.permission)
        rows = INSTITUTION.visible_to(request.user).listed_in(networks)
        record = get_object_or_404(rows, uid=kwargs["uid"])
        try:
            lead_again(by=request.user, institution=record)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
        else:
            tell(request, _("%(name)s is led in your network again.") % {"name": record})
        return redirect(record)


class Bin(MayRequired, View):
    """What was removed in the last 30 days, newest first."""

    permission = "directory.delete_institution"
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = [
            (row.removed_at, name, row)
            for name, noun in NOUNS.items()
            for row in in_bin(noun, request.user).order_by("-removed_at", "id")[:500]
        ]
        found.sort(key=lambda one: (one[0], one[2].pk), reverse=True)
        page = Paginator(found, 50).get_page(request.GET.get("page"))
        rows = rows_of(request.user, [(name, row) for _at, name, row in page.object_list])
        context = {
            "title": _("Bin"),
            "rows": rows,
            "page_obj": page,
            "crumbs": [(INSTITUTION.plural, INSTITUTION.list_url), (_("Bin"), None)],
        }
        return render(request, "directory/bin.html", context)


def rows_of(user: Any, found: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """What the bin tells of each (kind, record): since when and until when it lies there, why, and who put it there."""
    why = _why(found)
    known = people_of_mine(user, [one.user_id for one in why.values() if one.user_id])
    return [
        {
            "record": row,
            "kind": row._meta.verbose_name,
            "noun": name,
            "at": row.removed_at,
            "until": row.removed_at + KEPT,
            "change_set": why.get((name, row.pk)),
            "who": known.get(getattr(why.get((name, row.pk)), "user_id", None), ""),
        }
        for name, row in found
    ]


def people_of_mine(user: Any, ids: list[int]) -> dict[int, str]:
    """Names of those among ``ids`` who have or had a role in the user's networks."""
    mine = Membership.objects.filter(user__in=ids, network__in=scope_of(user).networks)
    return {one.user_id: str(one.user) for one in mine.select_related("user")}


def _why(rows: list[tuple[str, Any]]) -> dict[tuple[str, int], ChangeSet]:
    """The change that put each record into the bin: one query per kind."""
    found: dict[tuple[str, int], ChangeSet] = {}
    for name, noun in NOUNS.items():
        ids = [row.pk for kind, row in rows if kind == name]
        if ids:
            history = noun.model.history.filter(id__in=ids, removed_at__isnull=False)
            for entry in history.select_related("change_set__user").order_by("-history_id"):
                found[(name, entry.id)] = entry.change_set  # the oldest of the last stay comes last
    return found


class Restore(MayRequired, View):
    permission = "directory.delete_institution"
    reach = Reach.ALL
    noun = "institution"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = get_object_or_404(in_bin(NOUNS[self.noun], request.user), uid=kwargs["uid"])
        try:
            restore(by=request.user, record=record)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect("directory:bin")
        tell(request, _("%(name)s is back, with everything that belongs to it.") % {"name": record})
        return redirect(record)
