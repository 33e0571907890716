"""For the coordination: handing out, erasing, private contacts and requests of one person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.accounts.services.erasure import subject_of
from coordination.directory.forms.privacy import AnswerForm, EraseForm, PrivateForm, WhyForm
from coordination.directory.models import ConsentText, DataRequest, Person, PrivateContact
from coordination.directory.services import private, requests
from coordination.directory.services.erasure import entry_alone, erase_person, export_person
from coordination.directory.views.privacy_paper import as_json, as_pdf
from coordination.directory.views.records import PERSON, crumbs_to
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.lib.personal import sweep
from coordination.lib.personal.erase import preview


class OfPerson(MayRequired, View):
    """A page about one person whom the user may change; others answer like missing ones."""

    permission = "directory.change_person"
    reach = Reach.ALL
    title: str = ""

    def person(self) -> Person:
        user, uid = self.request.user, self.kwargs["uid"]
        kept = Person.objects.restricted_for(user).filter(restricted_by=user, uid=uid).first()
        return kept or get_object_or_404(PERSON.editable_by(user), uid=uid)

    def page(self, template: str, person: Person, **context: Any) -> HttpResponse:
        url = reverse("directory:person-privacy", args=[person.uid])
        crumbs = crumbs_to(person, "")[:-1]
        if person.is_restricted:
            crumbs = [(_("Restricted entries"), reverse("directory:restrictions"))]
        crumbs += (
            [(_("Data protection"), url), (self.title, None)]
            if self.title
            else [(_("Data protection"), None)]
        )
        return render(
            self.request,
            template,
            {
                "title": self.title or _("Data protection"),
                "owner": person,
                "cancel_url": url,
                "crumbs": crumbs,
                **context,
            },
        )


class Privacy(OfPerson):
    """What is kept about a person, private contacts, open requests."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = self.person()
        return self.page(
            "directory/privacy_person.html",
            person,
            lines=preview(subject_of(person=person)),
            requests=DataRequest.objects.visible_to(request.user)
            .filter(person=person)
            .order_by("-asked_at", "-id"),
            private=_private_of(request.user, person),
            has_wording=ConsentText.objects.in_force(person.network_id) is not None,
        )


def _private_of(user: Any, person: Person) -> Any:
    rows = PrivateContact.objects.editable_by(user).filter(person=person)
    return rows.select_related("affiliation", "membership", "consent_text").order_by("id")


class HandOut(OfPerson):
    """A file with everything about a person, for handing it out: who asked and how it was made sure is logged."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._form(self.person(), WhyForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person, form = self.person(), WhyForm(request.POST)
        if not form.is_valid():
            return self._form(person, form)
        export = export_person(by=request.user, person=person, reason=form.cleaned_data["reason"])
        return as_pdf(export) if request.POST.get("art") == "pdf" else as_json(export)

    def _form(self, person: Person, form: WhyForm) -> HttpResponse:
        self.title = _("Hand out all data")
        return self.page("directory/privacy_hand_out.html", person, form=form)


class Erase(OfPerson):
    """Erasing a person for good, with the preview of what goes, what stays and why."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = self.person()
        return self._form(person, EraseForm(has_account=person.user_id is not None))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = self.person()
        form = EraseForm(request.POST, has_account=person.user_id is not None)
        if form.is_valid():
            try:
                erase_person(by=request.user, person=person, **form.cleaned_data)
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                tell(
                    request,
                    _("The person is erased, with contacts, history and files. Nothing can bring it back."),
                )
                return redirect("directory:person-list")
        return self._form(person, form)

    def _form(self, person: Person, form: EraseForm) -> HttpResponse:
        self.title = _("Erase for good")
        subject = entry_alone(person)
        return self.page(
            "directory/privacy_erase.html",
            person,
            form=form,
            lines=preview(subject),
            account_lines=preview(subject_of(person=person)) if person.user_id else [],
            mentions=sorted(sweep.found(subject).items()),
            submit_label=self.title,
        )


class AddPrivate(OfPerson):
    """A private number that somebody gave the coordination, with the consent."""

    permission = "directory.add_privatecontact"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = self.person()
        return self._form(person, PrivateForm(person=person))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = self.person()
        form = PrivateForm(request.POST, person=person)
        if form.is_valid():
            try:
                private.enter_private(by=request.user, contact=form.instance)
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                tell(request, _("Saved. Each look at it is logged; it goes when the function or role ends."))
                return redirect("directory:person-privacy", person.uid)
        return self._form(person, form)

    def _form(self, person: Person, form: PrivateForm) -> HttpResponse:
        self.title = _("Add a private contact")
        wording = ConsentText.objects.in_force(person.network_id)
        about = (
            wording.text if wording else _("There is no wording of a consent yet. Please publish one first.")
        )
        return self.page(
            "directory/privacy_form.html", person, form=form, about=about, submit_label=_("Save")
        )


class PrivateContactPage(MayRequired, View):
    """Looking at a private contact (a POST, so that it is meant; it is logged), or withdrawing the consent."""

    permission = "directory.view_privatecontact"
    reach = Reach.ALL
    withdraws = False

    def get(self, request: HttpRequest, uid: Any) -> HttpResponse:
        contact = self._contact(uid)
        return redirect("directory:person-privacy", contact.person.uid)

    def post(self, request: HttpRequest, uid: Any) -> HttpResponse:
        contact = self._contact(uid)
        person = contact.person
        if self.withdraws:
            private.withdraw_private(by=request.user, contact=contact)
            tell(request, _("The consent is withdrawn; the number is deleted."))
            return redirect("directory:person-privacy", person.uid)
        context = {
            "title": _("Private contact"),
            "owner": person,
            "contact": contact,
            "value": private.look_at(by=request.user, contact=contact),
            "crumbs": crumbs_to(person, _("Private contact")),
        }
        return render(request, "directory/privacy_look.html", context)

    def _contact(self, uid: Any) -> PrivateContact:
        rows = PrivateContact.objects.editable_by(self.request.user).filter(person__removed_at__isnull=True)
        return get_object_or_404(rows.select_related("person", "consent_text"), uid=uid)


class Decide(MayRequired, View):
    """A request of a person about the own data: granted or refused, with an answer."""

    LEADS_TO = {
        DataRequest.Kind.ERASE: "directory:person-erase",
        DataRequest.Kind.RESTRICT: "directory:person-restrict",
    }

    permission = "directory.change_person"
    reach = Reach.ALL

    def _asked(self, uid: Any) -> DataRequest:
        rows = DataRequest.objects.visible_to(self.request.user).select_related("person", "decided_by")
        return get_object_or_404(rows, uid=uid)

    def get(self, request: HttpRequest, uid: Any) -> HttpResponse:
        return self._page(self._asked(uid), AnswerForm())

    def post(self, request: HttpRequest, uid: Any) -> HttpResponse:
        asked, form = self._asked(uid), AnswerForm(request.POST)
        if form.is_valid():
            try:
                grant = request.POST.get("decision") == "grant"
                requests.decide(by=request.user, asked=asked, grant=grant, answer=form.cleaned_data["answer"])
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                tell(request, _("Decided; the person is told by mail."))
                if grant and asked.person and (page := self.LEADS_TO.get(asked.kind)):
                    return redirect(page, asked.person.uid)
                return redirect("overview:today")
        return self._page(asked, form)

    def _page(self, asked: DataRequest, form: AnswerForm) -> HttpResponse:
        person = asked.person
        hidden = (
            person is not None and person.is_restricted and person.restricted_by_id != self.request.user.pk
        )
        changes = (
            []
            if hidden
            else [
                (Person._meta.get_field(name).verbose_name, getattr(person, name, ""), value)  # type: ignore[union-attr]
                for name, value in asked.wanted.items()
            ]
        )
        may_decide = DataRequest.objects.decidable_by(self.request.user).filter(pk=asked.pk).exists()
        context = {
            "title": str(asked),
            "asked": asked,
            "form": form,
            "changes": changes,
            "may_decide": may_decide,
        }
        return render(self.request, "directory/privacy_request.html", context)
