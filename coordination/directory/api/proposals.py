"""Proposals: what people say is wrong in an entry; the coordination takes over or declines, as on the page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.accounts.permissions import scope_of
from coordination.directory.api.shapes import UID
from coordination.directory.forms.proposals import AcceptForm, DeclineForm
from coordination.directory.models import Proposal
from coordination.directory.services.proposals import accept, decline
from coordination.directory.views.bin import people_of_mine
from coordination.directory.views.proposals import contacts_beside, side_by_side
from coordination.lib.api.forms import posted
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import of_form, wrong_fields
from coordination.lib.api.shapes import Shape, shown, text
from coordination.lib.api.views import Listed, Shown

DECIDE = "directory.change_proposal"


class ChangeShape(Shape):
    """One value as it stood, as it should be, and as it stands now."""

    number = shown(serializers.IntegerField, "By this it is taken over.")
    what = shown(help_text="A member of the institution, or “contact:” with the id of a contact point.")
    label, old, new, now = shown(), shown(), shown(), shown()
    is_current = shown(serializers.BooleanField, "Nobody has changed the value since.")


class ProposalShape(Shape):
    """A hint that an entry is wrong: a text, and new values of single fields."""

    uid, institution, institution_name = shown(UID), shown(UID), shown()
    network = shown(help_text="Slug of the network it came to.")
    made_at = shown(serializers.DateTimeField)
    made_by = shown(help_text="Empty: without an account, or somebody of another network.")
    text = shown()
    changes = ChangeShape(many=True, read_only=True)
    times = shown(serializers.IntegerField, "How often the same came in.")
    reply_to = shown(help_text="Where the answer goes; for those who decide, until it is decided.")
    state = shown(serializers.ChoiceField, choices=Proposal.State.values)
    decided_at = shown(serializers.DateTimeField, allow_null=True)
    answer = shown()


class Taken(Shape):
    rows = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=10_000), max_length=500,
        help_text="Numbers of the changes that go into the entry; none: it has been changed by hand.",
    )  # fmt: skip
    answer = text(2000, "For whoever asked for an answer.")


class Declined(Shape):
    reason = text(2000, "Why the entry stays; whoever asked for an answer gets it.", required=True)


class ProposalViewSet(Listed, Shown):
    """Proposals that came to one's networks, oldest first."""

    room = "directory"
    permission = "directory.view_proposal"
    permissions = {"accept": DECIDE, "decline": DECIDE}
    parameters = (
        Parameter("state", "In this state.", choices=tuple(Proposal.State.values)),
        Parameter("institution", "About this institution.", "uid", lookup="institution__uid"),
        Parameter("network", "Slug of the network.", lookup="network__slug"),
    )
    sorts = {"made_at": ("made_at",), "decided_at": ("decided_at",)}
    sort = "made_at"

    def get_serializer_class(self) -> type[Shape]:
        return ProposalShape

    def get_queryset(self) -> Any:
        return Proposal.objects.visible_to(self.request.user).select_related("institution", "network")

    def rows(self, page: Any) -> list[dict[str, Any]]:
        found, user = list(page), self.request.user
        contacts = contacts_beside(user, found)
        names = people_of_mine(user, [one.made_by_id for one in found if one.made_by_id])
        decides = scope_of(user).may(DECIDE)
        return [self._row(one, contacts, names, may_decide=one.network_id in decides) for one in found]

    def _row(
        self, proposal: Proposal, contacts: dict[str, Any], names: dict[int, str], *, may_decide: bool
    ) -> dict[str, Any]:
        same = ("uid", "made_at", "text", "times", "state", "decided_at", "answer")
        members = ("number", "what", "label", "old", "new", "now", "is_current")
        return {name: getattr(proposal, name) for name in same} | {
            "institution": proposal.institution.uid,
            "institution_name": proposal.institution.name,
            "network": proposal.network.slug,
            "made_by": names.get(proposal.made_by_id or 0, ""),
            "reply_to": proposal.reply_to if may_decide else "",
            "changes": [
                {name: change[name] for name in members} for change in side_by_side(proposal, contacts)
            ],
        }

    @extend_schema(request=Taken, responses=ProposalShape)
    @action(detail=True, methods=["post"])
    def accept(self, request: Any, **kwargs: Any) -> Response:
        """Write the named changes into the entry, by the rights and rules of its own page."""
        proposal, data = self._mine(), Taken(data=request.data).validated()
        form = _right(AcceptForm(posted(data), count=len(proposal.changes)))
        accept(
            by=request.user,
            proposal=proposal,
            chosen=form.cleaned_data["rows"],
            answer=form.cleaned_data["answer"],
        )
        return Response(self.record())

    @extend_schema(request=Declined, responses=ProposalShape)
    @action(detail=True, methods=["post"])
    def decline(self, request: Any, **kwargs: Any) -> Response:
        """Leave the entry as it is, with the reason."""
        proposal, data = self._mine(), Declined(data=request.data).validated()
        decline(
            by=request.user,
            proposal=proposal,
            reason=_right(DeclineForm(posted(data))).cleaned_data["reason"],
        )
        return Response(self.record())

    def _mine(self) -> Proposal:
        proposal = self.get_object()
        if proposal.network_id not in scope_of(self.request.user).may(DECIDE):
            raise PermissionDenied(DECIDE)
        return proposal


def _right(form: Any) -> Any:
    if not form.is_valid():
        raise wrong_fields(of_form(form))
    return form
