"""*Heute* and the search."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from coordination.accounts.permissions import scope_of
from coordination.lib import worklist
from coordination.lib.kept import kept, stamp_of
from coordination.lib.numbers import grouped
from coordination.lib.search.documents import kinds as search_kinds
from coordination.lib.search.engine import search
from coordination.overview.figures import freshness, latest_changes, my_institutions, tiles

COUNT_SECONDS = 20.0
GROUPS = [
    (worklist.FOLLOW_UP, gettext_lazy("Follow up")),
    (worklist.DECIDE, gettext_lazy("Decide")),
    (worklist.PREPARE, gettext_lazy("Prepare")),
]


class Today(LoginRequiredMixin, TemplateView):
    """What waits for me."""

    template_name = "overview/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        today = timezone.localdate()
        waiting = sorted(worklist.waiting(user), key=lambda item: item.due or dt.date.max)
        keep_count(self.request, len(waiting))
        groups: list[dict[str, Any]] = [
            {
                "label": label,
                "items": items,
                "late": sum(1 for item in items if item.due and item.due < today),
            }
            for group, label in GROUPS
            if (items := [item for item in waiting if item.group == group])
        ]
        late = sum(group["late"] for group in groups)
        networks = scope_of(user).may("directory.change_institution")
        return super().get_context_data(
            title=_greeting(user),
            facts=_facts(len(waiting), late),
            waiting_count=len(waiting),
            groups=groups,
            freshness=freshness(networks) if networks else None,
            tiles=tiles(networks) if networks else [],
            changes=latest_changes(user) if networks else [],
            may_edit=bool(networks),
            ways=[] if networks else _ways(user),
            mine=[] if networks else my_institutions(user),
            **kwargs,
        )


class WaitingCount(LoginRequiredMixin, View):
    """The number beside *Heute*, fetched by every page after it stands: no page waits for what others ask."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.headers.get("HX-Request"):
            return redirect("overview:today")
        count = kept(
            _count_key(request), stamp_of(request), lambda: sum(1 for _ in worklist.waiting(request.user)),
            seconds=COUNT_SECONDS,
        )  # fmt: skip
        return render(request, "overview/_waiting_count.html", {"count": count})


def keep_count(request: HttpRequest, count: int) -> None:
    """Whoever has just seen the list finds its number everywhere."""
    kept(_count_key(request), stamp_of(request), lambda: count, seconds=0)


def _count_key(request: HttpRequest) -> tuple[Any, ...]:
    return "waiting", request.user.pk, scope_of(request.user)


class Search(LoginRequiredMixin, TemplateView):
    """Search over everything the person may see, grouped by kind; ``kind`` shows all hits of one kind by pages."""

    template_name = "overview/search.html"
    page_size = 25

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text, code = self.request.GET.get("q", ""), self.request.GET.get("kind", "")
        code = code if code in {kind.code for kind in search_kinds()} else ""
        number = self.request.GET.get("page", "")
        wanted = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 9 else 1
        whole = {"limit": self.page_size, "offset": (wanted - 1) * self.page_size} if code else {}
        found = search(self.request.user, text, code=code, **whole)
        facts = (
            ngettext("%(n)s hit", "%(n)s hits", found.count) % {"n": grouped(found.count)}
            if found.text
            else ""
        )
        title = _("Search: %(text)s") % {"text": found.text} if found.text else _("Search")
        pages = Paginator(range(found.count), self.page_size) if code else None
        return super().get_context_data(
            title=title,
            facts=facts,
            text=found.text,
            found=found,
            code=code,
            page_obj=pages.get_page(wanted) if pages else None,
            **kwargs,
        )


def _greeting(user: Any) -> str:
    hour = timezone.localtime().hour
    word = _("Good morning") if hour < 11 else _("Good day") if hour < 18 else _("Good evening")
    name = (
        f"{user.salutation} {user.last_name}" if user.salutation and user.last_name else user.get_full_name()
    )
    return f"{word}, {name}"


def _ways(user: Any) -> list[dict[str, str]]:
    """What somebody who runs no network can do here, by the rights of today."""
    scope = scope_of(user)
    ways = [
        (
            "directory.view_institution",
            "directory:institution-list",
            _("Actors"),
            _("Who belongs to the network, and how to reach them."),
        ),
        (
            "pathways.view_draft",
            "pathways:list",
            _("Reporting pathways"),
            _("What to do, step by step, for each profession."),
        ),
        ("accounts.view_membership", "accounts:people", _("People and roles"), _("Who may do what.")),
        ("accounts.view_audit", "accounts:log", _("Log"), _("Who read, exported, gave or changed what.")),
    ]
    open_to_me = [
        {"label": label, "url": reverse(name), "text": text}
        for right, name, label, text in ways
        if scope.may(right) or (name == "pathways:list" and scope.may_anywhere(right))
    ]
    if user.is_operator:
        machine = {
            "label": _("Networks of this machine"),
            "url": reverse("accounts:machine-networks"),
            "text": _("Under which addresses their pages answer."),
        }
        open_to_me.append(machine)
        trouble = {
            "label": _("Background work"),
            "url": reverse("lib:trouble"),
            "text": _("What needs a human."),
        }
        open_to_me.append(trouble)
        lost = {
            "label": _("Lost second factor"),
            "url": reverse("accounts:lost-factor"),
            "text": _("Help somebody who can no longer sign in."),
        }
        open_to_me.append(lost)
    profile = {
        "label": _("Profile"),
        "url": reverse("accounts:profile"),
        "text": _("Name, password, my roles."),
    }
    return [*open_to_me, profile]


def _facts(count: int, late: int) -> str:
    today = date_format(timezone.localdate(), "l, d.m.Y")
    if not count:
        return _("%(today)s · Nothing waits for you.") % {"today": today}
    text = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", count) % {"n": count}
    if late:
        text += ", " + ngettext("%(n)s of them is overdue", "%(n)s of them are overdue", late) % {"n": late}
    return f"{today} · {text}."
