"""Certificates in the workspace: terms, who gets one, issuing for all as a job, prints, revoking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach, scope_of
from coordination.lib.errors import RuleBroken
from coordination.lib.forms import PlainLineField, PlainTextField
from coordination.lib.jobs import job_page, start
from coordination.lib.notes import tell
from meetings import papers, wording
from meetings.models import Certificate, CertificateTerms, Event
from meetings.services import certificates as verbs
from meetings.tabs_events import crumbs, event_tabs
from meetings.views.checkin import event_of


class TermsForm(forms.ModelForm):
    class Meta:
        model = CertificateTerms
        fields = ("least_percent", "contents", "signed_by", "remark")
        field_classes = {"contents": PlainTextField, "signed_by": PlainLineField, "remark": PlainLineField}


class IssueForm(forms.Form):
    tell_people = forms.BooleanField(
        label=gettext_lazy("Send everybody the personal link by mail"), required=False, initial=True
    )
    with_feedback = forms.BooleanField(
        label=gettext_lazy("With a link to the anonymous feedback"), required=False, initial=True
    )


class RevokeForm(forms.Form):
    reason = PlainLineField(label=gettext_lazy("Why"), max_length=300)


class CertificateList(MayRequired, View):
    """On which terms, who was there long enough, what has been issued."""

    permission = "meetings.view_certificate"
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        return self.page(event, TermsForm(instance=verbs.terms_of(event)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], "meetings.change_certificate")
        form = TermsForm(request.POST, instance=verbs.terms_of(event))
        if not form.is_valid():
            return self.page(event, form)
        verbs.save_terms(by=request.user, terms=form.save(commit=False))
        tell(request, _("Terms saved. They hold for certificates issued from now on."))
        return redirect("meetings:certificate-list", event.uid)

    def page(self, event: Event, form: TermsForm) -> HttpResponse:
        found = verbs.standings(event, verbs.terms_of(event))
        issued = list(event.certificates.order_by("name", "id"))
        valid = [one for one in issued if one.is_valid]
        context = {
            "title": _("Certificates"),
            "event": event,
            "card": wording.card(event),
            "form": form,
            "issue_form": IssueForm(),
            "due": [one for one in found if one.enough and not one.issued],
            "below": [one for one in found if not one.enough],
            "certificates": issued,
            "valid_count": len(valid),
            "mailed_count": sum(one.mailed_at is not None for one in valid),
            "on_paper": verbs.without_address(event).count(),
            "prints": range(1, len(papers.parts_of(valid)) + 1),
            "may_change": event.network_id in scope_of(self.request.user).may("meetings.change_certificate"),
            "tabs": event_tabs(event, "certificate-list", self.request.user),
            "crumbs": crumbs(event, _("Certificates")),
        }
        return render(self.request, "meetings/certificate_list.html", context)


class Issue(MayRequired, View):
    """Issue for everybody who is due, draw the prints, write the mails: one job with progress."""

    permission = "meetings.add_certificate"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        event = event_of(request.user, kwargs["uid"], self.permission)
        back = reverse("meetings:certificate-list", args=[event.uid])
        if not event.is_over:
            tell(request, _("Certificates can be issued as soon as the event is over."), kind="warning")
            return redirect(back)
        form = IssueForm(request.POST)
        form.is_valid()
        args = {"event": str(event.uid), **{name: form.cleaned_data[name] for name in form.fields}}
        title = _("Certificates: %(event)s") % {"event": event.title}
        return redirect(job_page(start(verbs.issue_and_tell, by=request.user, title=title, args=args)))


class Print(MayRequired, View):
    """All valid certificates as one print of at most 100 pages; ``part`` counts from one."""

    permission = "meetings.view_certificate"
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        event = event_of(request.user, kwargs["uid"], self.permission)
        parts = papers.parts_of(list(event.certificates.valid().order_by("name", "id")))
        if not 1 <= kwargs["part"] <= len(parts):
            raise Http404
        stored = papers.draw_certificates(event, parts[kwargs["part"] - 1], by=request.user)
        return pdf(stored, f"bescheinigungen-{event.slug}-{kwargs['part']}.pdf")


class PrintWithoutAddress(MayRequired, View):
    """The certificates of people without a mail address as one print, to hand over on paper."""

    permission = "meetings.view_certificate"
    reach = Reach.ALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        event = event_of(request.user, kwargs["uid"], self.permission)
        found = list(verbs.without_address(event))
        if not found:
            raise Http404
        return pdf(papers.draw_certificates(event, found, by=request.user), f"ohne-adresse-{event.slug}.pdf")


class CertificatePdf(MayRequired, View):
    """One certificate for whoever may see it: the coordination, the person, editors of the institution."""

    permission = "meetings.view_certificate"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Certificate.objects.visible_to(request.user).valid().select_related("event__network")
        certificate = get_object_or_404(rows, uid=kwargs["uid"])
        return pdf(papers.certificate_pdf(certificate), f"bescheinigung-{certificate.shown_code}.pdf")


class CertificateDetail(MayRequired, View):
    """One certificate: what it says, and revoking it with a reason."""

    permission = "meetings.view_certificate"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self._found(), RevokeForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        certificate, form = self._found(), RevokeForm(request.POST)
        if certificate.event.network_id not in scope_of(request.user).may("meetings.change_certificate"):
            raise Http404
        if form.is_valid():
            try:
                verbs.revoke(by=request.user, certificate=certificate, reason=form.cleaned_data["reason"])
            except RuleBroken as broken:
                form.add_error(None, broken)
            else:
                tell(request, _("Revoked. The page of its number says so from now on."))
                return redirect(certificate)
        return self.page(certificate, form)

    def _found(self) -> Certificate:
        rows = Certificate.objects.visible_to(self.request.user)
        return get_object_or_404(
            rows.select_related("event__network", "event__venue"), uid=self.kwargs["uid"]
        )

    def page(self, certificate: Certificate, form: RevokeForm) -> HttpResponse:
        scope, event = scope_of(self.request.user), certificate.event
        sees_all = event.network_id in scope.may("meetings.view_certificate")
        way = crumbs(event)
        if sees_all:
            way.append((_("Certificates"), reverse("meetings:certificate-list", args=[event.uid])))
        context = {
            "title": certificate.name,
            "facts": event.title,
            "certificate": certificate,
            "paper": papers.certificate_facts(certificate),
            "form": form,
            "may_revoke": certificate.is_valid
            and event.network_id in scope.may("meetings.change_certificate"),
            "crumbs": [*way, (certificate.shown_code, None)],
        }
        return render(self.request, "meetings/certificate_detail.html", context)


def pdf(stored: Any, name: str) -> HttpResponseBase:
    return FileResponse(stored.path.open("rb"), content_type="application/pdf", filename=name)
