"""Attendance and certificates in the interface: read as on the pages; a desk of one's own may check people in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coordination.accounts.permissions import scope_of
from coordination.lib.api import idempotency
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.problems import Problem
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import Listed, Shown
from coordination.lib.errors import RuleBroken
from meetings.models import Attendance, Certificate, Registration
from meetings.services.attendance import check_in

UID, MOMENT, DAY = serializers.UUIDField, serializers.DateTimeField, serializers.DateField


class AttendanceShape(Shape):
    """Somebody was there: at the event or in one session of it. Half-open; without an end until the end."""

    uid, event = shown(UID), shown(UID)
    session = serializers.UUIDField(help_text="Null: the event as a whole.", allow_null=True, required=False)
    registration = serializers.UUIDField(
        help_text="Who; null when registrations are no longer kept.", allow_null=True
    )
    name, house = shown(), shown()
    present_from = shown(MOMENT)
    present_until = shown(MOMENT, allow_null=True)
    source = shown(serializers.ChoiceField, choices=Attendance.Source.values)


class CertificateShape(Shape):
    """What one person is certified."""

    uid, event = shown(UID), shown(UID)
    code = shown(help_text="Number with check sign; anybody can check it.")
    name, house, title = shown(), shown(), shown()
    first_day, last_day = shown(DAY), shown(DAY, "Inclusive.")
    minutes = shown(serializers.IntegerField)
    teaching_units = shown(serializers.IntegerField, "Whole units of 45 minutes.")
    issued_at = shown(MOMENT)
    revoked_at = shown(MOMENT, allow_null=True)


EVENT = Parameter("event", "Id of the event.", lookup="event__uid")


class AttendanceViewSet(Listed, Shown):
    """Attendance the caller may see, newest first; POST checks somebody in (the same key twice is one entry)."""

    room = "meetings"
    parameters = (EVENT,)
    sorts = {"present_from": ("present_from",), "name": ("name",)}
    sort = "-present_from"

    def get_serializer_class(self) -> type[Shape]:
        return AttendanceShape

    def get_queryset(self) -> Any:
        rows = Attendance.objects.visible_to(self.request.user).standing()
        return rows.select_related("event", "session", "registration")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        return [
            {
                "uid": one.uid,
                "event": one.event.uid,
                "session": one.session.uid if one.session else None,
                "registration": one.registration.uid if one.registration else None,
                "name": one.name,
                "house": one.house,
                "present_from": one.present_from,
                "present_until": one.present_until,
                "source": one.source,
            }
            for one in page
        ]

    @extend_schema(request=AttendanceShape, responses={201: AttendanceShape})
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Check somebody in now."""
        status, answer, location = idempotency.once(request, self._create)
        found = self.get_queryset().get(uid=answer["uid"])
        return Response(self.rows([found])[0], status=status, headers={"Location": location})

    def _create(self) -> idempotency.Outcome:
        data = AttendanceShape(data=self.request.data).validated()
        networks = scope_of(self.request.user).may("meetings.change_participant")
        rows = Registration.objects.visible_to(self.request.user).filter(event__network__in=networks)
        person = get_object_or_404(
            rows.select_related("event", "institution"), uid=data["registration"] or UUID(int=0)
        )
        session = None
        if uid := data.get("session"):
            session = get_object_or_404(person.event.sessions.all(), uid=uid)
        try:
            made = check_in(
                by=self.request.user,
                event=person.event,
                registration=person,
                session=session,
                desk=str(_("Interface")),
            )
        except RuleBroken as broken:
            raise Problem(409, broken.code or "conflict", " ".join(broken.messages)) from None
        return 201, {"uid": str(made.uid)}, f"{self.request.path}/{made.uid}"


class CertificateViewSet(Listed, Shown):
    """Certificates the caller may see, by name: all of a network, those of one's institution, one's own."""

    room = "meetings"
    parameters = (EVENT,)
    sorts = {"name": ("name",), "issued_at": ("issued_at",)}
    sort = "name"

    def get_serializer_class(self) -> type[Shape]:
        return CertificateShape

    def get_queryset(self) -> Any:
        return Certificate.objects.visible_to(self.request.user).select_related("event")

    def rows(self, page: Iterable[Any]) -> list[dict[str, Any]]:
        return [
            {
                "uid": one.uid,
                "event": one.event.uid,
                "code": one.shown_code,
                "name": one.name,
                "house": one.house,
                "title": one.content["title"],
                "first_day": one.content["first_day"],
                "last_day": one.content["last_day"],
                "minutes": one.minutes,
                "teaching_units": one.content["units"],
                "issued_at": one.issued_at,
                "revoked_at": one.revoked_at,
            }
            for one in page
        ]


NOUNS: dict[str, Any] = {"attendance": AttendanceViewSet, "certificates": CertificateViewSet}
