"""Adding and editing an institution, and the names offered while one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.forms.institutions import InstitutionForm
from coordination.directory.forms.listings import listing_forms
from coordination.directory.forms.picks import label_of, suggested
from coordination.directory.models import Institution
from coordination.directory.services.institutions import add_institution, change_institution
from coordination.directory.views.records import INSTITUTION, RecordForm
from coordination.places.resolve import ask


class _InstitutionForm(RecordForm):
    template_name = "directory/institution_form.html"

    def networks(self) -> list[Network]:
        return list(Network.objects.filter(pk__in=self.manageable()).order_by("name", "id"))

    def manageable(self) -> frozenset[int]:
        return scope_of(self.request.user).may("directory.change_institution")

    def more_context(self, form: Any) -> dict[str, Any]:
        return {"alike": form.alike}


class InstitutionAdd(_InstitutionForm):
    permission = "directory.add_institution"
    reach = Reach.ALL
    title = gettext_lazy("Add an institution")

    def find(self) -> None:
        self.record = Institution()

    def manageable(self) -> frozenset[int]:
        return scope_of(self.request.user).may("directory.add_institution")

    def form(self, data: Any = None) -> InstitutionForm:
        return InstitutionForm(data, user=self.request.user, instance=self.record)

    def more_forms(self, data: Any = None) -> list[Any]:
        return listing_forms(self.request.user, self.record, self.networks(), data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        form, more = self.form(request.POST), self.more_forms(request.POST)
        valid = all([form.is_valid(), *(one.is_valid() for one in more)])
        if valid and not any(one.is_wanted for one in more):
            form.add_error(None, _("Please choose at least one network in which the institution is led."))
            valid = False
        if not valid:
            if form.alike:  # shown once; whoever saves again means it
                form.data = form.data.copy()
                form.data["similar_seen"] = "1"
            return self.page(form, more)
        return super().post(request, *args, **kwargs)

    def write(self, form: Any, more: list[Any]) -> Institution:
        listings = [one.instance for one in more if one.is_wanted]
        return add_institution(
            by=self.request.user,
            institution=form.instance,
            traits=form.traits,
            listings=listings,
            contacts=form.contacts,
        )

    def said(self, written: Institution) -> str:
        if written.protected_place:
            return _("%(name)s has been added as a protected place, without an address.") % {"name": written}
        return _("%(name)s has been added.") % {"name": written}


class InstitutionEdit(_InstitutionForm):
    title = gettext_lazy("Edit")

    def find(self) -> None:
        self.owner = self.editable(INSTITUTION, self.kwargs["uid"])

    def form(self, data: Any = None) -> InstitutionForm:
        return InstitutionForm(data, user=self.request.user, instance=self.owner)

    def more_forms(self, data: Any = None) -> list[Any]:
        return listing_forms(self.request.user, self.owner, self.networks(), data)

    def write(self, form: Any, more: list[Any]) -> Institution:
        self.protects = getattr(form, "becomes_protected", False)
        changed = [one.instance for one in more if one.is_wanted and one.has_changed()]
        if not changed and not (set(form.changed_data) - {"version", "reason"}):
            return self.owner
        return change_institution(
            by=self.request.user, institution=form.instance, traits=form.traits, listings=changed,
            reason=form.reason_given,
        )  # fmt: skip

    def said(self, written: Institution) -> str:
        if self.protects:
            return _("%(name)s is now a protected place; the address has been deleted everywhere.") % {
                "name": written
            }
        return _("%(name)s has been saved.") % {"name": written}

    def undo_url(self, written: Any, change_set: Any) -> str:
        return "" if self.protects else super().undo_url(written, change_set)


class InstitutionSuggest(MayRequired, View):
    """Names for the list below a field, as options: own network first, then what begins so, then what holds it."""

    permission = "directory.view_institution"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = next((value for value in request.GET.values() if value.strip()), "")
        text = asked.partition("(")[0].replace("\0", "").strip()[:100]
        rows = suggested(request.user, text) if len(text) > 1 else []
        context = {"rows": [(label_of(one), one) for one in rows]}
        return render(request, "directory/_institution_options.html", context)


class PlaceOfPostcode(MayRequired, View):
    """The town at a postcode while one types: one is filled in, of several the person chooses, nothing is guessed."""

    permission = "directory.change_institution"

    def get(self, request: HttpRequest) -> HttpResponse:
        postcode = request.GET.get("postcode", "").strip()[:10]
        answer = ask(postcode, request.GET.get("city", "")[:100]) if len(postcode) == 5 else None
        return render(request, "directory/_place.html", {"answer": answer, "field": "municipality"})
