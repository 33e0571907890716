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
from coordination.directory.models import Institution
from coordination.directory.services import lists as verbs
from coordination.directory.services.lists import check
from coordination.directory.views import list_jobs
from coordination.directory.views.bulk_preview import CHOICES, SHOWN, preview
from coordination.directory.views.list_jobs import chosen
from coordination.directory.views.lists import Institutions
from coordination.lib import jobs
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.lib.notes import tell
from coordination.lib.numbers import grouped

MOST = 200_000
NAMED = 12
ACTIONS = {"confirm", "level", "status", "remove"}


class Bulk(MayRequired, View):
    """POST only; the address carries the list's search and filters, ``was`` says what, ``ja`` how many were shown.

    What was shown is what happens: if the count has changed since the preview, the preview comes again. Many entries
    are changed in the background.
    """

    permission = "directory.change_institution"
    reach = Reach.ALL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        self.page = Institutions.asked(request, request.GET.urlencode())
        self.whole = request.POST.get("all") == "1"
        self.what = request.POST.get("was", "")
        self.value = request.POST.get("wert", "")
        self.reason = request.POST.get("grund", "")
        rows = self._chosen()
        if self.what == "export":
            listed = self.page.get_queryset() if self.whole else self._in_order(rows)
            return self.page.export(request.POST.get("art", "xlsx"), listed)
        if self.what not in ACTIONS:
            return redirect(self.page.address())
        self.count = rows.order_by()[: MOST + 1].count()
        if not self.count or self.count > MOST:
            text = _("Nothing is selected. Tick the entries first.")
            if self.count:
                text = _("That is more than %(n)s entries. Please filter the list first.") % {
                    "n": grouped(MOST)
                }
            tell(request, text, kind="warning")
            return redirect(self.page.address())
        if request.POST.get("ja") != str(self.count):
            return self._ask(rows)
        try:
            return self._do(rows)
        except RuleBroken as broken:
            return self._ask(rows, problem=broken.message)

    # --- which
    def _chosen(self) -> QuerySet[Institution]:
        """The ticked entries, or everything the list shows with its search and filters."""
        if self.whole:
            return chosen(self.page, self.request.user)
        self.page.get_queryset()
        networks = scope_of(self.request.user).may(self.permission)
        mine = Institution.objects.in_lists_of(self.request.user).listed_in(networks)
        return mine.filter(uid__in=_uids(self.request.POST.getlist("selected")))

    def _in_order(self, rows: QuerySet[Institution]) -> QuerySet[Institution]:
        return rows.order_by("sort_key", "id")

    # --- the preview
    def _ask(self, rows: QuerySet[Institution], problem: str = "") -> HttpResponse:
        """First the value, where the action has one; then what would happen to whom."""
        choices = CHOICES.get(self.what)
        given = choices is None or self.value in {str(key) for key, _label in choices}
        if choices is not None and self.value and not given:
            problem = _("Please choose a value.")
        selected = [] if self.whole else _uids(self.request.POST.getlist("selected"))
        hidden = [("was", self.what)]
        hidden += [("all", "1")] if self.whole else [("selected", uid) for uid in selected]
        if given:
            hidden += [("ja", str(self.count))]
            hidden += [("wert", self.value)] if choices is not None else []
        context = {
            "title": self._question(self.count),
            "crumbs": [(_("Actors"), self.page.address()), (_("Bulk action"), None)],
            "text": {
                "confirm": _("Do this when you have checked the details, for example by telephone."),
                "remove": _(
                    "They can be restored for 30 days. What is also listed in another network stays."
                ),
            }.get(self.what, ""),
            "choices": None if given else choices,
            "chosen": self.value,
            "reason": self.reason,
            "reason_needed": self.what == "remove",
            "problem": problem,
            "things": [str(row) for row in self._in_order(rows)[:NAMED]] if not given else [],
            "more": max(0, self.count - (SHOWN if given else NAMED)),
            "in_background": self.count > list_jobs.CHANGES_AT_ONCE,
            "hidden": hidden,
            "confirm_label": self._button(given),
            "danger": self.what == "remove",
            "cancel_url": self.page.address(),
            "action": f"{reverse('directory:bulk')}?{self.page.here.urlencode()}",
        }
        if given:
            context |= preview(rows, user=self.request.user, what=self.what, value=self.value)
        return render(self.request, "directory/bulk_confirm.html", context)

    def _button(self, given: bool) -> str:
        if not given:
            return _("Preview")
        return {"confirm": _("Mark as confirmed"), "remove": _("Into the bin")}.get(self.what, _("Change"))

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
        return questions[self.what] % {"n": grouped(n)}

    # --- the deed
    def _do(self, rows: QuerySet[Institution]) -> HttpResponseBase:
        words = {"what": self.what, "value": self.value, "reason": self.reason}
        if self.whole and self.count > list_jobs.CHANGES_AT_ONCE:
            check(self.what, self.value, self.reason)
            args = {**words, "query": self.page.here.urlencode(), "count": self.count}
            job = jobs.start(list_jobs.change_many, by=self.request.user, title=self._title(), args=args)
            return redirect(jobs.job_page(job))
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        self._tell(list_jobs.change(by=self.request.user, institutions=ids, **words))
        return redirect(self.page.address())

    def _title(self) -> str:
        """What stands above the progress, in the mail and on the page of the result."""
        name = str(
            dict(CHOICES.get(self.what, ())).get(int(self.value) if self.what == "level" else self.value, "")
        )
        titles = {
            "confirm": _("%(n)s entries: confirmed"),
            "remove": _("%(n)s institutions: into the bin"),
            "level": _("%(n)s entries: visible for “%(value)s”"),
            "status": _("%(n)s entries: status “%(value)s”"),
        }
        return titles[self.what] % {"n": grouped(self.count), "value": name}

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
        if (count := verbs.size_of(change_set)) > list_jobs.CHANGES_AT_ONCE:
            title = _("%(n)s changes: taken back") % {"n": grouped(count)}
            args = {"change_set": str(uid)}
            job = jobs.start(list_jobs.undo_many, by=request.user, title=title, args=args)
            return redirect(jobs.job_page(job))
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


def _uids(texts: list[str]) -> list[str]:
    good = []
    for text in texts:
        try:
            good.append(str(uuid.UUID(text)))
        except ValueError:
            continue
    return list(dict.fromkeys(good))
