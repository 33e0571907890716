"""The way to publication: submit, send back, approve (somebody else), publish, retire; and one version as it stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, scope_of
from coordination.directory.views.records import RecordForm
from coordination.pathways.flow import read
from coordination.pathways.forms.releases import ApproveForm, NoteForm
from coordination.pathways.models import Pathway, Release
from coordination.pathways.services import releases as verbs
from coordination.pathways.views.editing import editable
from coordination.pathways.wording import rows


def release_of(user: Any, uid: Any) -> Release:
    """A version in a network whose drafts the user reads; 404 otherwise."""
    reads = scope_of(user).may("pathways.view_draft")
    found = Release.objects.visible_to(user).filter(pathway__network__in=reads)
    people = ("submitted_by", "approved_by")
    return get_object_or_404(found.select_related("pathway__network", *people), uid=uid)


class ReleaseDetail(MayRequired, View):
    """A version word for word as it was frozen, with who submitted and approved it."""

    permission = "pathways.view_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = release_of(request.user, kwargs["uid"])
        flow = read(release.content) if release.content else None
        pathway = release.pathway
        scope = scope_of(request.user)
        context = {
            "title": str(release),
            "release": release,
            "pathway": pathway,
            "flow": flow,
            "rows": rows(flow) if flow else [],
            "branch": rows(flow, branch=True) if flow else [],
            "may_publish": pathway.network_id in scope.may("pathways.publish_release"),
            "waits_for_other": verbs.is_own(release, by=request.user),
            "may_change": pathway.network_id in scope.may("pathways.change_draft"),
            "crumbs": _crumbs(pathway, _("Version %(number)s") % {"number": release.number}),
        }
        return render(request, "pathways/release_detail.html", context)


def _crumbs(pathway: Pathway, here: Any) -> list[tuple[Any, str | None]]:
    way = (pathway.title, pathway.get_absolute_url())
    return [(_("Reporting pathways"), reverse("pathways:list")), way, (here, None)]


class _Verb(RecordForm):
    """A form whose verb may find that something is missing: each finding is told with its place."""

    template_name = "pathways/release_form.html"
    case_data_hint = False
    hint: Any = ""
    pathway: Pathway

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return _crumbs(self.pathway, self.title)

    def undo_url(self, written: Any, change_set: Any) -> str:
        return ""

    def next_url(self, written: Release) -> str:
        return written.get_absolute_url()

    def cancel_url(self) -> str:
        return self.owner.get_absolute_url()

    def form(self, data: Any = None) -> Any:
        return NoteForm(data)

    def page(self, form: Any, more: list[Any], conflict: Any = None) -> HttpResponse:
        self.found = []
        for one in form.non_field_errors().as_data() if form.is_bound else ():
            self.found += getattr(one, "findings", [])
        return super().page(form, more, conflict)

    def more_context(self, form: Any) -> dict[str, Any]:
        return {"findings": self.found, "hint": self.hint, "pathway": self.pathway}


class Submit(_Verb):
    """Freeze what stands there and give it into review."""

    permission = "pathways.change_draft"
    title = gettext_lazy("Submit for review")
    submit_label = gettext_lazy("Submit for review")
    hint = gettext_lazy(
        "The pathway is frozen as it stands now. Somebody else with the right approves it. From the second version on "
        "please say what has changed."
    )
    done_text = gettext_lazy("The version is in review.")

    def find(self) -> None:
        self.owner = self.pathway = editable(self.request.user, self.kwargs["uid"])

    def write(self, form: NoteForm, more: list[Any]) -> Release:
        return verbs.submit(by=self.request.user, pathway=self.pathway, change_note=form.cleaned_data["note"])


class _OfRelease(_Verb):
    permission = "pathways.publish_release"

    def find(self) -> None:
        self.owner = self.release = release_of(self.request.user, self.kwargs["uid"])
        self.pathway = self.release.pathway


class Approve(_OfRelease):
    title = gettext_lazy("Approve")
    submit_label = gettext_lazy("Approve this version")
    hint = gettext_lazy("You have read it and stand for it. Whoever submitted it cannot approve it.")
    done_text = gettext_lazy("Approved. It can be published now.")

    def form(self, data: Any = None) -> ApproveForm:
        return ApproveForm(data)

    def write(self, form: ApproveForm, more: list[Any]) -> Release:
        chosen = form.cleaned_data
        return verbs.approve(
            by=self.request.user,
            release=self.release,
            valid_from=chosen["valid_from"],
            review_due=chosen["review_due"],
            note=chosen["note"],
        )


class SendBack(_OfRelease):
    permission = "pathways.change_draft"
    title = gettext_lazy("Give back for editing")
    submit_label = gettext_lazy("Give back")
    hint = gettext_lazy("Please say what should change.")
    done_text = gettext_lazy("The version can be edited again.")

    def write(self, form: NoteForm, more: list[Any]) -> Release:
        return verbs.send_back(by=self.request.user, release=self.release, reason=form.cleaned_data["note"])

    def next_url(self, written: Release) -> str:
        return self.pathway.get_absolute_url()


class Publish(_OfRelease):
    title = gettext_lazy("Publish")
    submit_label = gettext_lazy("Publish this version")
    hint = gettext_lazy("Everybody sees it from now on. The version before is retired.")
    done_text = gettext_lazy("Published. Everybody finds this version now.")

    def form(self, data: Any = None) -> Any:
        form = NoteForm(data)
        del form.fields["note"]
        return form

    def write(self, form: NoteForm, more: list[Any]) -> Release:
        return verbs.publish(by=self.request.user, release=self.release)


class Retire(_OfRelease):
    title = gettext_lazy("Retire")
    submit_label = gettext_lazy("Retire this version")
    hint = gettext_lazy("The pathway vanishes from the public pages. Please say why; the reason is public.")
    done_text = gettext_lazy("Retired. The public pages no longer show this pathway.")

    def write(self, form: NoteForm, more: list[Any]) -> Release:
        return verbs.retire(by=self.request.user, release=self.release, reason=form.cleaned_data["note"])
