"""Relations between institutions: add, change, end, delete."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from coordination.accounts.permissions import MayRequired
from coordination.directory.models import Institution
from coordination.directory.views.records import RecordForm
from coordination.lib.errors import RuleBroken
from coordination.lib.notes import tell
from network.forms.relations import RelationForm
from network.models import Relation
from network.services.relations import delete_relation, end_relation, save_relation


def editable_relation(user: Any, uid: Any) -> Relation:
    rows = Relation.objects.editable_by(user).select_related("source", "target", "network")
    return get_object_or_404(rows, uid=uid)


class _RelationForm(RecordForm):
    permission = "network.change_relation"
    template_name = "network/relation_form.html"
    done_text = gettext_lazy("The relation has been saved. The map shows it.")
    relation: Relation

    def form(self, data: Any = None) -> RelationForm:
        return RelationForm(data, instance=self.relation, user=self.request.user)

    def write(self, form: RelationForm, more: list[Any]) -> Relation:
        if self.relation.pk and not form.has_changed():
            return form.instance
        reason = form.cleaned_data.get("reason", "")
        return save_relation(by=self.request.user, relation=form.instance, reason=reason)

    def crumbs(self) -> list[tuple[Any, str | None]]:
        return [(_("Network map"), reverse("network:map")), (self.title, None)]

    def undo_url(self, written: Any, change_set: Any) -> str:
        return ""

    def next_url(self, written: Relation) -> str:
        return f"{reverse('network:map')}?um={written.source.uid}"

    def cancel_url(self) -> str:
        return reverse("network:map")


class RelationAdd(_RelationForm):
    title = gettext_lazy("Add a relation")

    def find(self) -> None:
        self.relation = Relation()

    def form(self, data: Any = None) -> RelationForm:
        form = super().form(data)
        if uid := self.request.GET.get("von", ""):
            form.initial["source"] = _institution(self.request.user, uid)
        return form


def _institution(user: Any, uid: str) -> Institution | None:
    try:
        return Institution.objects.visible_to(user).filter(uid=UUID(uid)).first()
    except ValueError:
        return None


class RelationEdit(_RelationForm):
    title = gettext_lazy("Edit a relation")

    def find(self) -> None:
        self.relation = editable_relation(self.request.user, self.kwargs["uid"])

    def more_context(self, form: Any) -> dict[str, Any]:
        return {"relation": self.relation}


class _Act(MayRequired, View):
    """A question as a page of its own; with POST it is done."""

    permission = "network.change_relation"
    title: Any = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relation = editable_relation(request.user, kwargs["uid"])
        context = {
            "title": self.title,
            "crumbs": [(_("Network map"), reverse("network:map")), (self.title, None)],
            "cancel_url": relation.get_absolute_url(),
            "danger": True,
            **self.asked(relation),
        }
        return render(request, "lib/confirm.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        relation = editable_relation(request.user, kwargs["uid"])
        try:
            tell(request, self.act(relation))
        except RuleBroken as broken:
            tell(request, broken.message, kind="warning")
            return redirect(relation)
        return redirect(f"{reverse('network:map')}?um={relation.source.uid}")

    def asked(self, relation: Relation) -> dict[str, Any]:
        raise NotImplementedError

    def act(self, relation: Relation) -> str:
        raise NotImplementedError


class RelationEnd(_Act):
    title = gettext_lazy("End a relation")

    def asked(self, relation: Relation) -> dict[str, Any]:
        return {
            "question": _("End “%(what)s” today?") % {"what": relation},
            "text": _("It stays in the map of earlier days."),
            "confirm_label": _("End it today"),
        }

    def act(self, relation: Relation) -> str:
        end_relation(by=self.request.user, relation=relation)
        return _("The relation ends today.")


class RelationDelete(_Act):
    permission = "network.delete_relation"
    title = gettext_lazy("Delete a relation")

    def asked(self, relation: Relation) -> dict[str, Any]:
        return {
            "question": _("Delete “%(what)s”?") % {"what": relation},
            "text": _(
                "It vanishes from the map of earlier days too. What has come to an end is ended instead."
            ),
            "confirm_label": _("Delete"),
        }

    def act(self, relation: Relation) -> str:
        delete_relation(by=self.request.user, relation=relation)
        return _("The relation has been deleted.")
