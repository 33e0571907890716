"""The record of a person, and the forms of people and their functions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.models import Network
from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.directory.forms.people import AffiliationForm, PersonForm
from coordination.directory.models import Affiliation, ContactPoint, Person
from coordination.directory.reading import level_in, marked, networks_of
from coordination.directory.services.ownership import owners
from coordination.directory.services.people import (
    add_person,
    change_person,
    delete_affiliation,
    save_affiliation,
)
from coordination.directory.services.private import note_look
from coordination.directory.views.confirming import ConfirmPage
from coordination.directory.views.records import (
    INSTITUTION,
    NEWEST,
    PERSON,
    RecordForm,
    crumbs_to,
    is_latest_asked,
    latest_card,
    sees_story,
    story_of,
    tabs_of,
)
from coordination.lib.levels import Level

LATEST = 4


class PersonRecord(MayRequired, View):
    """Who it is, where they work, how to reach them, what changed."""

    permission = "directory.view_person"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = PERSON.visible_to(request.user).select_related("profession")
        person = get_object_or_404(marked(rows, request.user), uid=kwargs["uid"])
        note_look(by=request.user, person=person)
        networks = networks_of(person)
        if is_latest_asked(request):
            return latest_card(request, person, may_change=person.mine, networks=networks)
        section = "verlauf" if request.GET.get("bereich") in {"verlauf", NEWEST} else ""
        has_story = sees_story(request.user, person, networks)
        story = story_of(request, person, may_change=person.mine, networks=networks) if section else None
        affiliations = marked(Affiliation.objects.visible_to(request.user), request.user)
        affiliations = affiliations.filter(person=person)
        contacts = marked(ContactPoint.objects.visible_to(request.user, owner="person"), request.user)
        contacts = contacts.filter(person=person)
        tabs = [("", _("Overview"), None)]
        if has_story:
            tabs.append(("verlauf", _("Timeline"), None))
        context = {
            "record": person,
            "may_change": person.mine,
            "edit_url": PERSON.url("edit", person.uid),
            "section": section,
            "sees_notes": level_in(request.user, [person.network_id]) >= Level.COORDINATION,
            "affiliations": affiliations.select_related("institution", "function").order_by(
                "-valid_from", "id"
            ),
            "contacts": list(contacts.order_by("sort_order", "id")),
            "has_story": has_story,
            "entries": story.entries if story else [],
            "page_obj": story.page if story else None,
            "crumbs": crumbs_to(person),
            "tabs": tabs_of(person, tabs, section),
        }
        return render(request, "directory/person_detail.html", context)


def managed(user: Any) -> list[Network]:
    networks = scope_of(user).may("directory.change_institution")
    return list(Network.objects.filter(pk__in=networks).order_by("name", "id"))


class PersonAdd(RecordForm):
    """A new person at an institution, with the first function there; or one that is known already."""

    permission = "directory.add_person"
    reach = Reach.ALL
    title = gettext_lazy("Add a person")
    template_name = "directory/person_form.html"

    def find(self) -> None:
        self.owner = self.editable(INSTITUTION, self.kwargs["uid"]) if "uid" in self.kwargs else None

    def form(self, data: Any = None) -> PersonForm:
        return PersonForm(data)

    def more_forms(self, data: Any = None) -> list[Any]:
        affiliation = Affiliation(is_deputy="vertretung" in self.request.GET)
        institutions = None
        if self.owner is None:
            institutions = INSTITUTION.editable_by(self.request.user)
        else:
            affiliation.institution = self.owner
        networks = self.networks(affiliation)
        form = AffiliationForm(
            data, instance=affiliation, institutions=institutions, networks=networks, prefix="at"
        )
        return [form]

    def networks(self, affiliation: Affiliation) -> list[Network]:
        """For which network; where the institution is not fixed yet, any of the user's, and the verb looks."""
        if self.owner is not None:
            return owners(self.request.user, self.owner)
        return managed(self.request.user)

    def known(self, form: PersonForm) -> Person | None:
        """The person of the same name that was chosen instead of a second entry."""
        chosen = self.request.POST.get("known", "")
        return next((one for one in self.alike(form) if str(one.uid) == chosen), None)

    def alike(self, form: PersonForm) -> list[Person]:
        name = f"{form.instance.last_name} {form.instance.first_name}".strip()
        if not form.is_bound or not form.instance.last_name or "\0" in name:
            return []
        form.instance.derive()
        return list(
            PERSON.editable_by(self.request.user).filter(sort_key=form.instance.sort_key).order_by("id")[:5]
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        form, more = self.form(request.POST), self.more_forms(request.POST)
        valid = all([form.is_valid(), *(one.is_valid() for one in more)])
        if valid and "known" not in request.POST and self.alike(form):
            form.add_error(None, _("Somebody of this name is there already. Please choose who is meant."))
            return self.page(form, more)
        return super().post(request, *args, **kwargs)

    def write(self, form: PersonForm, more: list[Any]) -> Person:
        affiliation = more[0].instance
        if known := self.known(form):
            affiliation.person = known
            save_affiliation(by=self.request.user, affiliation=affiliation)
            return known
        return add_person(by=self.request.user, person=form.instance, affiliation=affiliation)

    def said(self, written: Person) -> str:
        return _("%(name)s has been added.") % {"name": written}

    def more_context(self, form: Any) -> dict[str, Any]:
        return {"alike": self.alike(form), "offers_institutions": self.owner is None}


class PersonEdit(RecordForm):
    permission = "directory.change_person"
    title = gettext_lazy("Edit")

    def find(self) -> None:
        self.owner = self.editable(PERSON, self.kwargs["uid"])

    def form(self, data: Any = None) -> PersonForm:
        return PersonForm(data, instance=self.owner)

    def write(self, form: PersonForm, more: list[Any]) -> Person:
        if not form.has_changed():
            return form.instance
        return change_person(by=self.request.user, person=form.instance, reason=form.reason_given)

    def said(self, written: Person) -> str:
        return _("%(name)s has been saved.") % {"name": written}


class AffiliationAdd(RecordForm):
    """A further function of a person."""

    permission = "directory.change_person"
    title = gettext_lazy("Add a function")
    done_text = gettext_lazy("The function has been saved.")

    def find(self) -> None:
        self.owner = self.editable(PERSON, self.kwargs["uid"])

    def form(self, data: Any = None) -> AffiliationForm:
        instance = Affiliation(person=self.owner)
        user = self.request.user
        institutions = INSTITUTION.editable_by(user)
        return AffiliationForm(data, instance=instance, institutions=institutions, networks=managed(user))

    def write(self, form: AffiliationForm, more: list[Any]) -> Affiliation:
        return save_affiliation(by=self.request.user, affiliation=form.instance)

    def next_url(self, written: Any) -> str:
        return self.owner.get_absolute_url()

    def more_context(self, form: Any) -> dict[str, Any]:
        return {"offers_institutions": True}


def editable_affiliation(user: Any, uid: Any) -> Affiliation:
    """A function the user sees, of a network of theirs to change; else 404."""
    rows = Affiliation.objects.visible_to(user).editable_by(user)
    return get_object_or_404(rows.select_related("person", "institution"), uid=uid)


class AffiliationEdit(RecordForm):
    permission = "directory.change_institution"
    title = gettext_lazy("Edit the function")
    done_text = gettext_lazy("The function has been saved.")

    def find(self) -> None:
        self.affiliation = editable_affiliation(self.request.user, self.kwargs["uid"])
        self.owner = self.affiliation.institution

    def form(self, data: Any = None) -> AffiliationForm:
        return AffiliationForm(data, instance=self.affiliation)

    def write(self, form: AffiliationForm, more: list[Any]) -> Affiliation:
        if not form.has_changed():
            return form.instance
        return save_affiliation(by=self.request.user, affiliation=form.instance, reason=form.reason_given)

    def next_url(self, written: Any) -> str:
        return self.owner.get_absolute_url()

    def more_context(self, form: Any) -> dict[str, Any]:
        return {
            "subject": self.affiliation.person,
            "delete_url": reverse("directory:affiliation-delete", args=[self.affiliation.uid]),
            "delete_label": _("This function was entered by mistake …"),
        }


class AffiliationDelete(ConfirmPage):
    title = gettext_lazy("Delete the function")

    def find(self) -> None:
        self.affiliation = editable_affiliation(self.request.user, self.kwargs["uid"])
        self.owner = self.affiliation.institution

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Delete the function of %(person)s at %(institution)s?")
            % {"person": self.affiliation.person, "institution": self.owner},
            "text": _(
                "Whoever has left gets a last day instead, so that it stays known. You can take this back."
            ),
            "confirm_label": _("Delete"),
        }

    def write(self) -> str:
        delete_affiliation(by=self.request.user, affiliation=self.affiliation)
        return _("The function has been deleted.")
