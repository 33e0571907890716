"""What happened in my networks, in sentences; filtered, and as a sheet for auditors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from coordination.accounts.log_words import lines_of
from coordination.accounts.models import AuditEntry, User
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.accounts.services.audit import record
from coordination.lib.fold import fold
from coordination.lib.forms import GermanDateField
from coordination.lib.sheets.out_csv import csv_lines

AT_ONCE = 500


class LogFilter(forms.Form):
    """What of the log is wanted. A wrong day filters nothing and says so beside its field."""

    was = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[("", gettext_lazy("all")), *AuditEntry.Did.choices],
        required=False,
    )
    netzwerk = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    von = GermanDateField(label=gettext_lazy("From"), required=False)
    bis = GermanDateField(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, tenants: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["netzwerk"].choices = [
            ("", gettext_lazy("all")),
            *((one.slug, one.label) for one in tenants),
        ]
        if len(tenants) < 2:
            del self.fields["netzwerk"]


class Log(MayRequired, ListView):
    """What happened in my networks, newest first. The search box looks for who did it."""

    permission = "accounts.view_audit"
    reach = Reach.ALL
    template_name = "accounts/auditentry_list.html"
    paginate_by = 50

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("ausgabe") == "csv":
            return self.sheet(self.get_queryset())
        return super().get(request, *args, **kwargs)

    @property
    def tenants(self) -> list[Any]:
        scope = scope_of(self.request.user)
        return [scope.tenants[pk] for pk in scope.may(self.permission)]

    def get_queryset(self) -> QuerySet[AuditEntry]:
        rows = AuditEntry.objects.visible_to(self.request.user)
        self.filter = LogFilter(self.request.GET or None, tenants=self.tenants)
        self.filter.is_valid()
        chosen = getattr(self.filter, "cleaned_data", {})
        # Sign-ins would bury everything else, and whoever looks for something else learns nobody's hours.
        wanted = Q(did=chosen["was"]) if chosen.get("was") else ~Q(did=AuditEntry.Did.SIGNED_IN)
        rows = rows.filter(wanted)
        if chosen.get("netzwerk"):
            rows = rows.filter(network__slug=chosen["netzwerk"])
        zone = timezone.get_current_timezone()
        if chosen.get("von"):
            rows = rows.filter(at__gte=dt.datetime.combine(chosen["von"], dt.time(), zone))
        if chosen.get("bis"):
            after = chosen["bis"] + dt.timedelta(days=1)
            rows = rows.filter(at__lt=dt.datetime.combine(after, dt.time(), zone))
        self.text = self.request.GET.get("q", "").replace("\x00", "").strip()[:200]
        if self.text:
            people = User.objects.all()
            for word in fold(self.text).split():
                people = people.filter(search_text__contains=word)
            rows = rows.filter(user__in=people.values("pk"))
        return rows.order_by("-at", "-id")

    # --- the page
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        several = {one.id: one.label for one in self.tenants} if len(self.tenants) > 1 else {}
        lines = lines_of(context["page_obj"], reader=self.request.user)
        for entry, line in lines:
            entry.line, entry.network_label = line, several.get(entry.network_id, "")  # type: ignore[attr-defined]
        url = reverse("accounts:log")
        return context | {
            "title": _("Log"),
            "several": bool(several),
            "sign_ins_url": "" if self.request.GET.get("was") else f"{url}?was={AuditEntry.Did.SIGNED_IN}",
            "bar": {
                "search": self.text,
                "search_label": _("Search by who did it"),
                "placeholder": _("Name of the person …"),
                "filters": self.filter,
                "chips": self.chips(),
                "reset_url": url,
                "count": context["paginator"].count,
                "noun": _("entries"),
                "exports": [{"label": "CSV", "url": f"{url}?{urlencode(self._query(ausgabe='csv'))}"}],
            },
        }

    def _query(self, **changes: str) -> list[tuple[str, str]]:
        kept = [
            (name, self.request.GET[name])
            for name in ("q", *self.filter.fields)
            if self.request.GET.get(name)
        ]
        return [(name, value) for name, value in kept if changes.get(name) != ""] + [
            (name, value) for name, value in changes.items() if value
        ]

    def chips(self) -> list[dict[str, Any]]:
        found = []
        for name, field in self.filter.fields.items():
            value = self.request.GET.get(name)
            if value and name not in self.filter.errors:
                label = dict(getattr(field, "choices", [])).get(value, value)
                url = f"{reverse('accounts:log')}?{urlencode(self._query(**{name: ''}))}"
                found.append({"label": field.label, "value": label, "url": url})
        return found

    # --- the sheet
    def sheet(self, rows: QuerySet[AuditEntry]) -> StreamingHttpResponse:
        """Exactly this list as CSV; that somebody took it is written down as well."""
        count = rows.count()
        for network in scope_of(self.request.user).may(self.permission):
            record(
                by=self.request.user, did=AuditEntry.Did.EXPORTED, network=network, detail=f"log csv {count}"
            )
        heads = [_("Time"), _("Network"), _("Who"), _("What"), _("More"), _("Kind"), _("Record key")]
        name = f"protokoll_{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            csv_lines(heads, self._cells(list(rows.values_list("pk", flat=True)))),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _cells(self, ids: list[int]) -> Iterator[list[Any]]:
        networks = {one.id: one.name for one in self.tenants}
        for start in range(0, len(ids), AT_ONCE):
            part = AuditEntry.objects.filter(pk__in=ids[start : start + AT_ONCE]).order_by("-at", "-id")
            for entry, line in lines_of(part, reader=self.request.user):
                at = timezone.localtime(entry.at)
                where = networks.get(entry.network_id or 0, "")
                yield [at, where, line.who, line.plain, line.more, entry.did, str(entry.to_uid or "")]
