"""Proposals in the workspace: make one, the list of those that wait, the page on which one is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.forms.proposals import AcceptForm, DeclineForm, ProposalForm
from coordination.directory.models import ContactPoint, Institution, Listing, Proposal
from coordination.directory.reading import knows
from coordination.directory.services.proposals import CONTACT, accept, decline, propose
from coordination.directory.views.records import INSTITUTION, crumbs_to
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell

LIST: tuple[Any, str] = (gettext_lazy("Proposals"), "directory:proposal-list")


class Propose(MayRequired, View):
    """Suggest a change of an entry one may read but not write."""

    permission = "directory.add_proposal"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            propose(
                by=request.user, institution=self.record, network=self.network, text=form.cleaned_data["text"],
                changes=form.changes,
            )  # fmt: skip
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(form)
        tell(request, _("Your proposal has reached the coordination."))
        return redirect(self.record)

    def form(self, data: Any = None) -> ProposalForm:
        self.record = get_object_or_404(INSTITUTION.visible_to(self.request.user), uid=self.kwargs["uid"])
        networks = scope_of(self.request.user).may(self.permission)
        led = Listing.objects.visible_to(self.request.user).filter(
            institution=self.record, network__in=networks
        )
        self.network = led.order_by("network_id").values_list("network_id", flat=True).first()
        if self.network is None:
            raise PermissionDenied(self.permission)
        seen = ContactPoint.objects.visible_to(self.request.user, owner="institution")
        contacts = seen.filter(institution=self.record, network=self.network).order_by("sort_order", "id")
        return ProposalForm(data, institution=self.record, contacts=list(contacts))

    def page(self, form: ProposalForm) -> HttpResponse:
        context = {
            "title": _("Suggest a change"),
            "record": self.record,
            "form": form,
            "crumbs": crumbs_to(self.record, _("Suggest a change")),
            "cancel_url": self.record.get_absolute_url(),
            "submit_label": _("Send the proposal"),
        }
        return render(self.request, "directory/proposal_form.html", context)


class Proposals(MayRequired, ListView):
    """What waits for a decision, oldest first; ``stand=alle`` shows the decided ones too."""

    permission = "directory.view_proposal"
    template_name = "directory/proposal_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Proposal]:
        rows = Proposal.objects.visible_to(self.request.user).select_related("institution", "made_by")
        if self.everything:
            return rows.order_by("-made_at", "-id")
        return rows.open().order_by("made_at", "id")

    @property
    def everything(self) -> bool:
        return self.request.GET.get("stand") == "alle"

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page beyond the last shows the last."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("directory:proposal-list")
        tabs = [
            {"label": _("Open"), "url": url, "current": not self.everything, "count": None},
            {"label": _("All"), "url": f"{url}?stand=alle", "current": self.everything, "count": None},
        ]
        crumbs = [(INSTITUTION.plural, INSTITUTION.list_url), (LIST[0], None)]
        return super().get_context_data(title=LIST[0], tabs=tabs, crumbs=crumbs, **kwargs)


class ProposalPage(MayRequired, View):
    """Old beside new; take over, or decline with a reason."""

    permission = "directory.view_proposal"

    def find(self) -> None:
        user = self.request.user
        rows = Proposal.objects.visible_to(user).select_related(
            "institution__type", "network", "made_by", "decided_by"
        )
        self.proposal = get_object_or_404(rows, uid=self.kwargs["uid"])
        may = scope_of(user).may("directory.change_proposal")
        self.may_decide = self.proposal.is_open and self.proposal.network_id in may

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        if self.proposal.network_id not in scope_of(request.user).may("directory.change_proposal"):
            raise PermissionDenied("directory.change_proposal")
        if request.POST.get("was") == "decline":
            return self.decline(DeclineForm(request.POST))
        return self.accept(AcceptForm(request.POST, count=len(self.proposal.changes)))

    def accept(self, form: AcceptForm) -> HttpResponse:
        if not form.is_valid():
            return self.page(accepting=form)
        chosen, answer = form.cleaned_data["rows"], form.cleaned_data["answer"]
        try:
            accept(by=self.request.user, proposal=self.proposal, chosen=chosen, answer=answer)
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(accepting=form)
        text = _("The entry has been changed.") if chosen else _("The proposal is done.")
        return self.done(text)

    def decline(self, form: DeclineForm) -> HttpResponse:
        if not form.is_valid():
            return self.page(declining=form)
        try:
            decline(by=self.request.user, proposal=self.proposal, reason=form.cleaned_data["reason"])
        except RuleBroken as broken:
            form.add_error(None, broken)
            return self.page(declining=form)
        return self.done(_("The proposal has been declined. The entry stays as it is."))

    def done(self, text: str) -> HttpResponse:
        link = (self.proposal.institution.name, self.proposal.institution.get_absolute_url())
        tell(self.request, text, link=link)
        return redirect("directory:proposal-list")

    def page(self, *, accepting: Any = None, declining: Any = None) -> HttpResponse:
        proposal = self.proposal
        rows = side_by_side(proposal, contacts_beside(self.request.user, [proposal]))
        accepting = accepting or AcceptForm(
            count=len(rows), initial={"rows": [one["number"] for one in rows if one["is_current"]]}
        )
        chosen = {str(number) for number in (accepting["rows"].value() or [])}
        who = proposal.made_by if knows(self.request.user, proposal.made_by) else None
        context = {
            "title": str(proposal),
            "proposal": proposal,
            "record": proposal.institution,
            "rows": [one | {"chosen": str(one["number"]) in chosen} for one in rows],
            "who": who,
            "may_decide": self.may_decide,
            "accepting": accepting,
            "declining": declining or DeclineForm(),
            "crumbs": [
                (INSTITUTION.plural, INSTITUTION.list_url),
                (LIST[0], reverse(LIST[1])),
                (proposal.institution.name, None),
            ],
        }
        return render(self.request, "directory/proposal_detail.html", context)


def contacts_beside(user: Any, proposals: Sequence[Proposal]) -> dict[str, ContactPoint]:
    """The contacts of the entries that the reader may see, by the word that proposals name them with."""
    seen = ContactPoint.objects.visible_to(user, owner="institution")
    rows = seen.filter(institution__in={one.institution_id for one in proposals})
    return {f"{CONTACT}{one.uid}": one for one in rows}


def side_by_side(proposal: Proposal, contacts: dict[str, ContactPoint]) -> list[dict[str, Any]]:
    """Each proposed value beside what stood there and what stands there now."""
    found = []
    for number, change in enumerate(proposal.changes):
        what = change["what"]
        if what.startswith(CONTACT):
            contact = contacts.get(what)
            if contact is not None and contact.institution_id != proposal.institution_id:
                contact = None
            now = str(contact) if contact else ""
            label = contact.get_kind_display() if contact else _("Contact that is gone")
        else:
            now = str(getattr(proposal.institution, what))
            label = capfirst(Institution._meta.get_field(what).verbose_name)
        found.append(
            change | {"number": number, "label": label, "now": now, "is_current": now == change["old"]}
        )
    return found
