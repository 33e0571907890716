"""Restriction of processing (Art. 18 GDPR): the list of it, restricting, taking over, lifting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.directory.forms.privacy import LiftForm, RestrictForm, WhyForm
from coordination.directory.models import Person
from coordination.directory.services import restriction
from coordination.directory.views.records import PERSON
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell


class Restrictions(MayRequired, View):
    """What is restricted in my networks: by name only what I handle myself."""

    permission = "directory.change_person"
    reach = Reach.ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Person.objects.restricted_for(request.user).select_related("network", "restricted_by")
        context = {
            "title": _("Restricted entries"),
            "rows": rows.order_by("-restricted_at", "id")[:200],
            "crumbs": [(_("Data protection"), reverse("directory:privacy")), (_("Restricted entries"), None)],
        }
        return render(request, "directory/restrictions.html", context)


class _Form(MayRequired, View):
    """One form about one entry; what it does not find for the user answers like missing."""

    permission = "directory.change_person"
    reach = Reach.ALL
    title: Any
    submit_label: Any
    form_class: Any = WhyForm

    def find(self) -> Any:
        raise NotImplementedError

    def write(self, person: Person, **given: Any) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, uid: Any) -> HttpResponse:
        return self.page(get_object_or_404(self.find(), uid=uid), self.form_class())

    def post(self, request: HttpRequest, uid: Any) -> HttpResponse:
        person, form = get_object_or_404(self.find(), uid=uid), self.form_class(request.POST)
        if form.is_valid():
            try:
                tell(request, self.write(person, **form.cleaned_data))
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                return redirect("directory:restrictions")
        return self.page(person, form)

    def page(self, person: Person, form: Any) -> HttpResponse:
        here = reverse("directory:restrictions")
        context = {
            "title": str(self.title),
            "about": self.about(person),
            "about_title": _("What happens"),
            "form": form,
            "submit_label": str(self.submit_label),
            "cancel_url": here,
            "crumbs": [(_("Restricted entries"), here), (str(self.title), None)],
        }
        return render(self.request, "directory/privacy_form.html", context)

    def about(self, person: Person) -> str:
        return ""


class Restrict(_Form):
    title = gettext_lazy("Restrict the processing")
    submit_label = gettext_lazy("Restrict")
    form_class = RestrictForm

    def find(self) -> Any:
        return PERSON.editable_by(self.request.user)

    def write(self, person: Person, **given: Any) -> str:
        restriction.restrict(by=self.request.user, person=person, **given)
        return _("The processing is restricted. The entry is kept, and only you find it by name.")

    def about(self, person: Person) -> str:
        return _(
            "%(name)s is then shown nowhere, handed out nowhere and changed by nobody until you lift the restriction."
        ) % {"name": person}


class TakeOver(_Form):
    title = gettext_lazy("Take over a restriction")
    submit_label = gettext_lazy("Take over")

    def find(self) -> Any:
        return Person.objects.restricted_for(self.request.user).exclude(restricted_by=self.request.user)

    def write(self, person: Person, **given: Any) -> str:
        restriction.take_over(by=self.request.user, person=person, **given)
        return _("You handle this restriction now.")

    def about(self, person: Person) -> str:
        return _("You then see whom it concerns, and whoever handles it now no longer does.")


class Lift(_Form):
    title = gettext_lazy("Lift the restriction")
    submit_label = gettext_lazy("Lift")
    form_class = LiftForm

    def find(self) -> Any:
        return Person.objects.restricted_for(self.request.user).filter(restricted_by=self.request.user)

    def write(self, person: Person, **given: Any) -> str:
        restriction.lift(by=self.request.user, person=person, **given)
        return _("The restriction is lifted; the entry is where it was.")

    def about(self, person: Person) -> str:
        return _("%(name)s is then shown again as before.") % {"name": person.full_name}
