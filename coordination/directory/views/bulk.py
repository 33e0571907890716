"""Bulk actions on the list of institutions: first what would happen, then, on a second yes, it happens."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.models import Institution, Listing
from coordination.directory.services import lists as verbs
from coordination.directory.views.lists import Institutions
from coordination.lib.errors import RuleBroken
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell

SHOWN = 12
MOST = 20_000
ACTIONS = {"confirm", "level", "status", "remove"}


class Bulk(MayRequired, View):
    """POST only; the address carries the list's search and filters, ``was`` says what, ``ja`` how many were shown.

    What was shown is what happens: if the count has changed since the preview, the preview comes again.
    """

    permission = "directory.change_institution"
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        self.page = Institutions.asked(request, request.GET.urlencode())
        self.whole = request.POST.get("all") == "1"
        self.what = request.POST.get("was", "")
        rows = self._chosen()
        if self.what == "export":
            return self.page.export(request.POST.get("art", "xlsx"), self._in_order(rows))
        if self.what not in ACTIONS:
            return redirect(self.page.address())
        ids = list(rows.values_list("pk", flat=True)[: MOST + 1])
        if not ids or len(ids) > MOST:
            text = _("Nothing is selected. Tick the entries first.")
            if ids:
                text = _("That is more than 20,000 entries. Please filter the list first.")
            tell(request, text, kind="warning")
            return redirect(self.page.address())
        if request.POST.get("ja") != str(len(ids)):
            return self._ask(rows, ids)
        try:
            done = self._do(ids)
        except RuleBroken as broken:
            return self._ask(rows, ids, problem=broken.message)
        self._tell(done)
        return redirect(self.page.address())

    # --- which
    def _chosen(self) -> QuerySet[Institution]:
        """The ticked entries, or everything the list shows with its search and filters."""
        networks = scope_of(self.request.user).may(self.permission)
        mine = Institution.objects.in_lists_of(self.request.user).listed_in(networks)
        if self.whole:
            return mine.filter(pk__in=self.page.get_queryset().order_by().values("pk"))
        self.page.get_queryset()
        return mine.filter(uid__in=_uids(self.request.POST.getlist("selected")))

    def _in_order(self, rows: QuerySet[Institution]) -> QuerySet[Institution]:
        return rows.order_by("sort_key", "id")

    # --- the preview
    def _ask(self, rows: QuerySet[Institution], ids: list[int], problem: str = "") -> HttpResponse:
        selected = [] if self.whole else _uids(self.request.POST.getlist("selected"))
        hidden = [("was", self.what), ("ja", len(ids))]
        hidden += [("all", "1")] if self.whole else [("selected", uid) for uid in selected]
        context = {
            "title": self._question(len(ids)),
            "crumbs": [(_("Actors"), self.page.address()), (_("Bulk action"), None)],
            "text": {
                "confirm": _("Do this when you have checked the details, for example by telephone."),
                "remove": _(
                    "They can be restored for 30 days. What another network leads as well stays; your entry of it ends."
                ),
            }.get(self.what, ""),
            "choices": {"level": Level.choices, "status": Listing.Status.choices}.get(self.what),
            "chosen": self.request.POST.get("wert", ""),
            "reason": self.request.POST.get("grund", ""),
            "reason_needed": self.what == "remove",
            "problem": problem,
            "things": [str(row) for row in self._in_order(rows)[:SHOWN]],
            "more": max(0, len(ids) - SHOWN),
            "hidden": hidden,
            "confirm_label": {"confirm": _("Mark as confirmed"), "remove": _("Into the bin")}.get(
                self.what, _("Change")
            ),
            "danger": self.what == "remove",
            "cancel_url": self.page.address(),
            "action": f"{reverse('directory:bulk')}?{self.page.here.urlencode()}",
        }
        return render(self.request, "directory/bulk_confirm.html", context)

    def _question(self, n: int) -> str:
        questions = {
            "confirm": ngettext(
                "Mark %(n)s entry as confirmed today?", "Mark %(n)s entries as confirmed today?", n
            ),
            "level": ngettext("Who may see %(n)s entry?", "Who may see %(n)s entries?", n),
            "status": ngettext(
                "Which status shall %(n)s entry have?", "Which status shall %(n)s entries have?", n
            ),
            "remove": ngettext(
                "Put %(n)s institution into the bin?", "Put %(n)s institutions into the bin?", n
            ),
        }
        return questions[self.what] % {"n": n}

    # --- the deed
    def _do(self, ids: list[int]) -> verbs.Done:
        reason, value = self.request.POST.get("grund", ""), self.request.POST.get("wert", "")
        user = self.request.user
        if self.what == "confirm":
            return verbs.confirm_many(by=user, institutions=ids, reason=reason)
        if self.what == "remove":
            return verbs.remove_many(by=user, institutions=ids, reason=reason)
        wanted: str | int = int(value) if self.what == "level" and value in _LEVELS else value
        return verbs.set_many(by=user, institutions=ids, field=self.what, value=wanted, reason=reason)

    def _tell(self, done: verbs.Done) -> None:
        texts = {
            "confirm": ngettext("%(n)s entry confirmed.", "%(n)s entries confirmed.", done.count),
            "remove": ngettext(
                "%(n)s institution lies in the bin.", "%(n)s institutions lie in the bin.", done.count
            ),
        }
        changed = ngettext("%(n)s entry changed.", "%(n)s entries changed.", done.count)
        text = texts.get(self.what, changed) % {"n": done.count}
        if done.left:
            kept = ngettext("%(n)s stays as it was.", "%(n)s stay as they were.", done.left)
            if self.what == "remove":
                kept = ngettext(
                    "%(n)s is led by another network; your entry has ended.",
                    "%(n)s are led by another network; your entries have ended.",
                    done.left,
                )
            text = f"{text} {kept % {'n': done.left}}"
        undo = reverse("directory:bulk-undo", args=[done.change_set.uid]) if done.change_set else ""
        tell(self.request, text, undo=undo)


class UndoBulk(MayRequired, View):
    """Takes a whole bulk action back; only one's own, only in networks where one may still do so."""

    permission = "directory.change_institution"
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        change_set = get_object_or_404(ChangeSet, uid=uid, user=request.user)
        back = redirect("directory:institution-list")
        try:
            undone = verbs.undo_bulk(by=request.user, change_set=change_set)
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return back
        text = ngettext("%(n)s change taken back.", "%(n)s changes taken back.", undone.rows)
        text %= {"n": undone.rows}
        if undone.conflicts:
            left = ngettext(
                "%(n)s entry stays: somebody has changed it since.",
                "%(n)s entries stay: somebody has changed them since.",
                len(undone.conflicts),
            )
            text = f"{text} {left % {'n': len(undone.conflicts)}}"
        tell(request, text, kind="warning" if undone.conflicts else "success")
        return back


_LEVELS = {str(level) for level in Level.values}


def _uids(texts: list[str]) -> list[str]:
    good = []
    for text in texts:
        try:
            good.append(str(uuid.UUID(text)))
        except ValueError:
            continue
    return list(dict.fromkeys(good))
