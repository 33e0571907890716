"""“My data”: what is kept about me, handed out at once; corrected, withdrawn, erased by myself where I may."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.fresh import ConfirmFirst
from coordination.accounts.services.erasure import account_alone, erase_account, keeps_a_network, subject_of
from coordination.directory.forms.privacy import AskForm, CorrectionForm, PrivateForm, WhyForm
from coordination.directory.models import ConsentText, ContactPoint, DataRequest, Person, PrivateContact
from coordination.directory.services import private, requests
from coordination.directory.views.privacy_paper import as_json, as_pdf, shown
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from coordination.lib.personal.erase import preview
from coordination.lib.personal.export import everything

THERE = Q(removed_at__isnull=True) | Q(restricted_at__isnull=False)


def my_person(user: Any) -> Person | None:
    """One's own entry, also while its processing is restricted."""
    return Person.objects.filter(THERE, user=user.pk).first()


class MyData(LoginRequiredMixin, View):
    """Everything about me on one page, with the ways on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        person = my_person(request.user)
        context = {
            "title": _("My data"),
            "person": person,
            "chapters": shown(everything(subject_of(user=request.user))),
            "requests": DataRequest.objects.filter(asked_by=request.user.pk).order_by("-asked_at", "-id")[
                :10
            ],
            "consented": ContactPoint.objects.filter(
                person=person, legal_ground="consent", withdrawn_at__isnull=True
            ).order_by("id")
            if person
            else [],
            "private": PrivateContact.objects.visible_to(request.user).filter(person=person).order_by("id")
            if person
            else [],
        }
        return render(request, "directory/my_data.html", context)


class MyFile(LoginRequiredMixin, ConfirmFirst, View):
    """The same as a file, readable by machines or on paper."""

    kind = "json"

    def get(self, request: HttpRequest) -> HttpResponse:
        export = everything(subject_of(user=request.user))
        return as_json(export) if self.kind == "json" else as_pdf(export)


class OneForm(LoginRequiredMixin, View):
    """A page of one's own entry with one form."""

    title: Any = ""
    submit_label: Any = ""

    def form(self, person: Person, data: Any = None) -> Any:
        raise NotImplementedError

    def write(self, person: Person, form: Any) -> str:
        raise NotImplementedError

    def about(self, person: Person) -> str:
        return ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = get_object_or_404(Person, THERE, user=request.user)
        return self.page(person, self.form(person))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person = get_object_or_404(Person, THERE, user=request.user)
        form = self.form(person, request.POST)
        if form.is_valid():
            try:
                tell(request, self.write(person, form))
                return redirect("directory:my-data")
            except RuleBroken as broken:
                form.add_error(None, broken)
        return self.page(person, form)

    def page(self, person: Person, form: Any) -> HttpResponse:
        context = {
            "title": str(self.title),
            "form": form,
            "about": self.about(person),
            "submit_label": str(self.submit_label),
            "cancel_url": reverse("directory:my-data"),
            "crumbs": [(_("My data"), reverse("directory:my-data")), (str(self.title), None)],
        }
        return render(self.request, "directory/privacy_form.html", context)


class Correct(OneForm):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.title, self.submit_label = _("Propose a correction"), _("Propose")

    def form(self, person: Person, data: Any = None) -> CorrectionForm:
        return CorrectionForm(data, person=person)

    def write(self, person: Person, form: CorrectionForm) -> str:
        requests.ask(
            by=self.request.user,
            person=person,
            kind=DataRequest.Kind.CORRECT,
            wanted=form.wanted(),
            text=form.cleaned_data["text"],
        )
        return _("Your proposal has gone to the coordination. It answers within a month.")


class Ask(OneForm):
    """Erasure or restriction of the entry, or an objection: the coordination decides, within a month."""

    TITLES = {
        DataRequest.Kind.ERASE: gettext_lazy("Ask for the erasure of my entry"),
        DataRequest.Kind.RESTRICT: gettext_lazy("Ask for the restriction of the processing"),
        DataRequest.Kind.OBJECT: gettext_lazy("Object to the processing"),
    }

    kind = DataRequest.Kind.ERASE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.title = self.TITLES[self.kind]
        self.submit_label = _("Ask")

    def form(self, person: Person, data: Any = None) -> AskForm:
        return AskForm(data)

    def write(self, person: Person, form: AskForm) -> str:
        requests.ask(by=self.request.user, person=person, kind=self.kind, text=form.cleaned_data["text"])
        return _("Your request has gone to the coordination. It answers within a month.")


class AddPrivate(OneForm):
    """Giving a private number oneself, with the wording one agrees to."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.title, self.submit_label = _("Give a private contact"), _("Agree and save")

    def about(self, person: Person) -> str:
        wording = ConsentText.objects.in_force(person.network_id)
        return wording.text if wording else _("There is no wording of a consent yet.")

    def form(self, person: Person, data: Any = None) -> PrivateForm:
        return PrivateForm(data, person=person, by_person=True)

    def write(self, person: Person, form: PrivateForm) -> str:
        private.enter_private(by=self.request.user, contact=form.instance)
        return _("Saved. The coordination alone can look at it; each look is logged.")


class Withdraw(LoginRequiredMixin, View):
    """One click: the consent to a contact of one's own is withdrawn, and the number is gone."""

    def post(self, request: HttpRequest, uid: Any) -> HttpResponse:
        mine = PrivateContact.objects.filter(person__user=request.user.pk, uid=uid).first()
        if mine is not None:
            private.withdraw_private(by=request.user, contact=mine)
        else:
            rows = ContactPoint.objects.filter(
                person__user=request.user.pk, legal_ground="consent", withdrawn_at__isnull=True
            )
            requests.withdraw_own_consent(by=request.user, contact=get_object_or_404(rows, uid=uid))
        tell(request, _("Your consent is withdrawn; the number is deleted."))
        return redirect("directory:my-data")


class EraseMyAccount(LoginRequiredMixin, ConfirmFirst, View):
    """One's own account, at once; what goes and what stays is said before."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(WhyForm(initial={"reason": _("By myself")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WhyForm(request.POST)
        if form.is_valid():
            try:
                erase_account(by=request.user, user=request.user, reason=form.cleaned_data["reason"])
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                logout(request)
                return redirect("/")
        return self.page(form)

    def page(self, form: WhyForm) -> HttpResponse:
        title = _("Erase my account")
        context = {
            "title": title,
            "form": form,
            "lines": preview(account_alone(self.request.user)),
            "blocked_by": keeps_a_network(self.request.user),
            "submit_label": _("Erase for good"),
            "cancel_url": reverse("directory:my-data"),
            "crumbs": [(_("My data"), reverse("directory:my-data")), (title, None)],
        }
        return render(self.request, "directory/privacy_erase.html", context)
