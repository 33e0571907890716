"""Certificates for everybody: is this number genuine? And for the person: download, materials, name shown or not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.directory.views.public_ways import AtNetwork
from coordination.lib import codes
from coordination.lib.templatetags.house import initials
from meetings import links_day, papers
from meetings.models import Certificate, Material
from meetings.services import certificates as verbs
from meetings.views.certificates import pdf
from meetings.views.programme import download


class Check(AtNetwork):
    """Type the number of a certificate: valid, revoked, unknown, or mistyped. Nothing typed is kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = kwargs.get("code") or request.GET.get("nummer", "").strip()[:40]
        certificate, problem = None, ""
        if typed:
            try:
                code = codes.read(typed)
            except codes.CodeTyped as wrong:
                problem = " ".join(wrong.messages)
            else:
                rows = Certificate.objects.filter(event__network=self.network).select_related(
                    "event__network"
                )
                certificate = rows.filter(code=code).first()
        context = {
            "title": _("Check a certificate"),
            "typed": typed,
            "problem": problem,
            "certificate": certificate,
            "paper": papers.certificate_facts(certificate) if certificate else None,
            "name": self.name_of(certificate) if certificate else "",
            "is_unknown": bool(typed) and not problem and certificate is None,
            "noindex": True,
            "crumbs": [(_("Start"), reverse("site:start")), (_("Check a certificate"), None)],
        }
        status = 404 if typed and certificate is None else 200
        return render(request, "meetings/certificate_check.html", context, status=status)

    def name_of(self, certificate: Certificate) -> str:
        """The whole name if the person agreed; else initials, enough to compare with the paper."""
        if certificate.shows_name:
            return certificate.name
        return " ".join(f"{sign}." for sign in initials(certificate.name))


class OfPerson(AtNetwork):
    """Behind the personal link of a mail."""

    certificate: Certificate

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.link = (kwargs["code"], kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Certificate:
        found = links_day.of_link(*self.link, self.network)
        if found is None:
            raise Http404
        return found

    @property
    def here(self) -> str:
        return reverse("dates:certificate-mine", args=self.link)


class Mine(OfPerson):
    """The own certificate with its materials. Sent: whether the page of the number shows the whole name."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        certificate = self.find()
        materials = Material.objects.filter(event=certificate.event).select_related("session", "file")
        context = {
            "title": _("Your certificate of attendance"),
            "certificate": certificate,
            "paper": papers.certificate_facts(certificate),
            "materials": [
                (one, reverse("dates:certificate-file", args=[*self.link, one.uid]))
                for one in materials.order_by("session__starts_at", "title", "id")
            ],
            "pdf_url": reverse("dates:certificate-pdf", args=self.link),
            "here": self.here,
            "noindex": True,
            "crumbs": [(_("Start"), reverse("site:start")), (_("Your certificate of attendance"), None)],
        }
        return render(request, "meetings/certificate_mine.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verbs.agree(certificate=self.find(), shows_name=request.POST.get("name") == "ja")
        return redirect(self.here)


class MinePdf(OfPerson):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        certificate = self.find()
        if not certificate.is_valid:
            raise Http404
        return pdf(papers.certificate_pdf(certificate), f"bescheinigung-{certificate.shown_code}.pdf")


class MineFile(OfPerson):
    """A material of the event for somebody who was there."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Material.objects.filter(event=self.find().event).select_related("file")
        found = rows.filter(uid=kwargs["uid"]).first()
        if found is None:
            raise Http404
        return download(found)
