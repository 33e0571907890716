"""Registering somebody and deciding about a registration in the interface: the forms and verbs of the office."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from coordination.accounts.permissions import scope_of
from coordination.directory.models import Profession
from coordination.lib.api import idempotency
from coordination.lib.api.forms import posted
from coordination.lib.api.problems import of_form, wrong_fields
from coordination.lib.api.shapes import Shape, WordField, flag, text
from meetings.api.events import RegistrationShape, RegistrationViewSet
from meetings.forms.registering import OwnForm
from meetings.models import Event, Registration
from meetings.services import participants, registering


class NewRegistration(Shape):
    """Somebody to register. Without an address nothing is mailed."""

    event = serializers.UUIDField(help_text="Id of the event.")
    first_name, last_name = text(80), text(80)
    email, institution = text(254), text(200, "Name of the institution.")
    profession = WordField(Profession, required=False, allow_blank=True, help_text="Code of the profession.")
    mode = serializers.ChoiceField(
        choices=Registration.Mode.values, required=False, help_text="Of hybrid events."
    )
    wishes = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=4,
        help_text="Ids of workshops, dearest first.",
    )
    consent_list, consent_photo = flag(), flag()


class RegistrationReason(Shape):
    reason = text(300, "Stands in the mail.")


class RegistrationWriteViewSet(RegistrationViewSet):
    """Registrations that one may see, by name; the coordination registers people and decides."""

    @extend_schema(request=NewRegistration, responses={201: RegistrationShape})
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Register somebody, as the office does: also outside the window, confirmed at once."""
        status, answer, location = idempotency.once(request, self._create)
        found = self.get_queryset().get(uid=answer["uid"])
        return Response(self.rows([found])[0], status=status, headers={"Location": location})

    def _create(self) -> idempotency.Outcome:
        data = NewRegistration(data=self.request.data).validated()
        networks = scope_of(self.request.user).may("meetings.change_participant")
        rows = Event.objects.of_networks_of(self.request.user).filter(network__in=networks)
        event = get_object_or_404(rows.select_related("network", "venue"), uid=data.pop("event"))
        wishes = {f"wish_{number}": uid for number, uid in enumerate(data.pop("wishes", []), start=1)}
        form = OwnForm(
            posted({"institution_name": data.pop("institution", ""), **data, **wishes}), event=event
        )
        if not form.is_valid():
            raise wrong_fields(of_form(form))
        made = registering.register(
            by=self.request.user,
            event=event,
            wanted=form.wanted(),
            form_key=form.initial["key"],
            as_office=True,
        )
        return 201, {"uid": str(made.uid)}, f"{self.request.path}/{made.uid}"

    def _mine(self) -> Registration:
        networks = scope_of(self.request.user).may("meetings.change_participant")
        rows = self.get_queryset().filter(event__network__in=networks)
        return get_object_or_404(rows, uid=self.kwargs["uid"])

    def _told(self, one: Registration) -> Response:
        return Response(self.rows([self.get_queryset().get(pk=one.pk)])[0])

    @extend_schema(request=None, responses=RegistrationShape)
    @action(detail=True, methods=["post"])
    def approve(self, request: Any, **kwargs: Any) -> Response:
        """Let somebody in: a place if one is free, else the waiting list."""
        return self._told(registering.approve(by=request.user, registration=self._mine()))

    @extend_schema(request=RegistrationReason, responses=RegistrationShape)
    @action(detail=True, methods=["post"])
    def decline(self, request: Any, **kwargs: Any) -> Response:
        """Do not let somebody in."""
        reason = RegistrationReason(data=request.data).validated().get("reason", "")[:300]
        return self._told(registering.decline(by=request.user, registration=self._mine(), reason=reason))

    @extend_schema(request=RegistrationReason, responses=RegistrationShape)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Any, **kwargs: Any) -> Response:
        """Cancel; whoever is next moves up."""
        reason = RegistrationReason(data=request.data).validated().get("reason", "")[:300]
        return self._told(participants.cancel(by=request.user, registration=self._mine(), reason=reason))


NOUNS: dict[str, Any] = {"registrations": RegistrationWriteViewSet}
