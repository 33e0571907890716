"""The texts of a network's public pages: list, editor with preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts import texts
from coordination.accounts.models import Network, NetworkText
from coordination.accounts.permissions import MayRequired, scope_of
from coordination.accounts.services.texts import back_to_default, write_text
from coordination.lib import values
from coordination.lib.errors import EditConflict, RuleBroken
from coordination.lib.forms import PlainTextField
from coordination.lib.markdown import to_html
from coordination.lib.notes import tell


class TextForm(forms.Form):
    """The text as Markdown, and the version that was read."""

    text = PlainTextField(
        label=gettext_lazy("Text"),
        max_length=NetworkText.LONGEST,
        rows=24,
        help_text=gettext_lazy(
            "# heading, ## smaller heading, - list, **bold**, [link](https://…). "
            "No information about individual children or families."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)

    def clean_text(self) -> str:
        return values.text(self.cleaned_data["text"], lines=True)


class OfNetwork(MayRequired, View):
    permission = "accounts.view_networktext"

    def networks(self) -> QuerySet[Network]:
        mine = scope_of(self.request.user).may(self.permission)
        return Network.objects.filter(pk__in=mine).select_related("land")

    def find(self) -> Network:
        self.network = get_object_or_404(self.networks(), uid=self.kwargs["uid"])
        self.may_write = self.network.pk in scope_of(self.request.user).may("accounts.change_networktext")
        return self.network


class Texts(OfNetwork):
    """Which pages there are, in which variants, and whether the network wrote its own text."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        network = self.find()
        rows = {(row.page, row.variant): row for row in network.texts.all()}
        pages = [
            {
                "label": page.label,
                "variants": [
                    {
                        "label": variant.label,
                        "url": reverse("accounts:text", args=[network.uid, page.value, variant.value]),
                        "row": rows.get((page.value, variant.value)),
                        "has_default": bool(texts.default(page.value, variant.value)),
                    }
                    for variant in NetworkText.Variant
                ],
            }
            for page in NetworkText.Page
        ]
        context = {
            "title": _("Texts of the public pages"),
            "network": network,
            "pages": pages,
            "gaps": texts.gaps(network),
            "details_url": reverse("accounts:network", args=[network.uid]) if self.may_write else "",
        }
        return render(request, "accounts/text_list.html", context)


class EditText(OfNetwork):
    """Write one text; the preview shows it as everybody will read it."""

    def find(self) -> Network:
        network = super().find()
        page, variant = self.kwargs["page"], self.kwargs["variant"]
        if page not in NetworkText.Page.values or variant not in NetworkText.Variant.values:
            raise Http404
        self.page_name, self.variant = page, variant
        self.row = network.texts.filter(page=page, variant=variant).first()
        return network

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        text = self.row.editable if self.row else texts.default(self.page_name, self.variant)
        form = TextForm(initial={"text": text, "version": self.row.version if self.row else None})
        return self.page(form, preview=text)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        network = self.find()
        asked = request.POST.get("was", "preview")
        if asked == "default":
            return self.reset(network)
        form = TextForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        text = form.cleaned_data["text"]
        if asked == "preview":
            return self.page(form, preview=text)
        try:
            write_text(
                by=request.user, network=network, page=self.page_name, variant=self.variant, text=text,
                version=form.cleaned_data["version"], publish=asked == "publish",
            )  # fmt: skip
        except EditConflict as conflict:
            return self.conflict(form, conflict)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        if asked == "publish":
            tell(request, _("The text is published."))
            return redirect("accounts:texts", network.uid)
        tell(request, _("The draft is kept. The public page still shows the earlier text."))
        return redirect(request.path)

    def reset(self, network: Network) -> HttpResponse:
        try:
            back_to_default(by=self.request.user, network=network, page=self.page_name, variant=self.variant)
        except RuleBroken as broken:
            tell(self.request, broken.message, kind="warning")
        else:
            tell(self.request, _("The page shows the text that comes with us again."))
        return redirect("accounts:texts", network.uid)

    def conflict(self, form: TextForm, conflict: EditConflict) -> HttpResponse:
        """Both texts; what was typed stays, and saving again means it."""
        current: Any = conflict.current
        data = form.data.copy()
        data["version"] = current.version if current else ""
        again = TextForm(data)
        mine, theirs = form.cleaned_data["text"], current.editable if current else ""
        shown = {"who": "", "at": None, "rows": []}
        if current:
            last = current.history.select_related("change_set__user").latest("history_id").change_set
            shown = {"who": str(last.user or ""), "at": last.at}
        row = {"label": _("Text"), "theirs": theirs, "mine": mine, "differs": True}
        return self.page(again, conflict=shown | {"rows": [row]})

    def page(self, form: TextForm, *, preview: str = "", conflict: Any = None) -> HttpResponse:
        page, variant = NetworkText.Page(self.page_name), NetworkText.Variant(self.variant)
        filled, missing = texts.filled(preview, self.network)
        context = {
            "title": f"{page.label} ({variant.label})",
            "network": self.network,
            "form": form,
            "row": self.row,
            "conflict": conflict,
            "preview": to_html(filled, breaks=True) if preview else "",
            "missing": missing,
            "is_easy": variant is NetworkText.Variant.EASY,
            "words": list(texts.WORDS),
            "may_write": self.may_write,
            "crumbs": [
                (_("Texts of the public pages"), reverse("accounts:texts", args=[self.network.uid])),
                (page.label, None),
            ],
        }
        return render(self.request, "accounts/text_form.html", context)
