"""„This entry is wrong“: a form for everybody, without account and cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.directory.forms.proposals import PublicProposalForm
from coordination.directory.models import ContactPoint, Institution
from coordination.directory.services.proposals import propose
from coordination.directory.views.public_ways import AtNetwork
from coordination.lib.errors import RuleBroken
from coordination.lib.guests import without_cookie


class OfEntry(AtNetwork):
    """A page below the public page of an entry."""

    title: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.uid = kwargs["uid"]

    def entry(self) -> Institution:
        return get_object_or_404(Institution.objects.public_in(self.network), uid=self.uid)

    def context(self, record: Institution, title: str) -> dict[str, Any]:
        crumbs = [
            (_("Actors"), reverse("public:list")),
            (record.name, reverse("public:detail", args=[record.uid])),
            (title, None),
        ]
        return {"title": title, "record": record, "crumbs": crumbs, "noindex": True}


@method_decorator(without_cookie, name="dispatch")
class Wrong(OfEntry):
    """Say what is wrong; a coordinator looks at it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.entry()
        return self.page(record, self.form(record))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.entry()
        form = self.form(record, request.POST)
        if not form.is_valid():
            return self.page(record, form)
        try:
            propose(
                by=None, institution=record, network=self.network, text=form.cleaned_data["text"],
                changes=form.changes, reply_to=form.cleaned_data["reply_to"], language=get_language() or "de",
            )  # fmt: skip
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(record, form)
        return redirect("public:wrong-thanks", record.uid)

    def form(self, record: Institution, data: Any = None) -> PublicProposalForm:
        seen = ContactPoint.objects.visible_to(None, owner="institution").filter(institution=record)
        contacts = seen.filter(network=self.network).order_by("sort_order", "id")
        return PublicProposalForm(data, institution=record, contacts=list(contacts))

    def page(self, record: Institution, form: PublicProposalForm) -> HttpResponse:
        context = self.context(record, _("This entry is wrong")) | {"form": form}
        return render(self.request, "directory/public/wrong.html", context)


class WrongThanks(OfEntry):
    """What happens next."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.context(self.entry(), _("Thank you for the hint"))
        return render(request, "directory/public/wrong_thanks.html", context)
