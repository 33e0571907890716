"""„Tell me when this print no longer holds“: asked without an account, confirmed by mail, ended by one click."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.models import Link
from coordination.lib import codes
from coordination.lib.errors import RuleBroken
from coordination.lib.guests import without_cookie
from coordination.pathways.forms.handouts import NoticeForm
from coordination.pathways.models import Handout, HandoutNotice
from coordination.pathways.services.notices import ask_for_notice, confirm, stop


class OfHandout(View):
    """A page below that of a code."""

    def handout(self) -> Handout:
        try:
            code = codes.read(self.kwargs["code"])
        except codes.CodeTyped:
            raise Http404 from None
        found = Handout.objects.select_related("network").filter(code=code, withdrawn_at__isnull=True).first()
        if found is None:
            raise Http404
        return found

    def page(self, template: str, handout: Handout, title: str, **more: Any) -> HttpResponse:
        crumbs = [
            (_("Check a print"), reverse("ways:code")),
            (handout.shown, reverse("ways:currency", args=[handout.shown])),
            (title, None),
        ]
        context = {"title": title, "handout": handout, "crumbs": crumbs, "noindex": True, **more}
        return render(self.request, template, context)


@method_decorator(without_cookie, name="dispatch")
class AskForNotice(OfHandout):
    """An address, and nothing else."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._form(self.handout(), NoticeForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handout, form = self.handout(), NoticeForm(request.POST)
        if not form.is_valid():
            return self._form(handout, form)
        try:
            ask_for_notice(
                by=None, handout=handout, email=form.cleaned_data["email"], language=get_language() or "de"
            )
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self._form(handout, form)
        return redirect("ways:notice-asked", handout.shown)

    def _form(self, handout: Handout, form: NoticeForm) -> HttpResponse:
        return self.page("pathways/public_notice.html", handout, _("Be told of changes"), form=form)


class NoticeAsked(OfHandout):
    """What happens next; the same for a new address and one that stood there already."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            "pathways/public_notice.html", self.handout(), _("Please look into your mail"), form=None
        )


@method_decorator(without_cookie, name="dispatch")
class Notice(View):
    """The link in the mail: GET shows the buttons, POST does it (mail scanners follow every GET)."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(self._link())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link, done = self._link(), ""
        try:
            if link is not None and request.POST.get("do") == "stop":
                stop(link=link)
                done = _("You will get no more mails, and your address is deleted.")
            elif link is not None:
                confirm(link=link)
                done = _("Thank you. You will get a mail when this handout no longer holds.")
        except RuleBroken:
            link = None
        return self._page(link, done)

    def _link(self) -> Link | None:
        rows = Link.objects.usable().of_token(self.kwargs["token"]).filter(purpose=Link.Purpose.HANDOUT)
        return rows.first()

    def _page(self, link: Link | None, done: str = "") -> HttpResponse:
        notice = None
        if link is not None and not done:
            rows = HandoutNotice.objects.select_related("handout__release")
            notice = rows.filter(uid=link.data.get("notice")).first()
        context = {
            "title": _("Mails about a handout"),
            "notice": notice,
            "done": done,
            "crumbs": [(_("Check a print"), reverse("ways:code")), (_("Mails about a handout"), None)],
            "noindex": True,
        }
        return render(
            self.request, "pathways/public_notice_link.html", context, status=200 if notice or done else 410
        )
