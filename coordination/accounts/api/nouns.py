"""One's networks, the roles in them, the log, and who one is here oneself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coordination.accounts.models import ApiToken, AuditEntry, Membership, Network, User
from coordination.accounts.permissions import scope_of
from coordination.accounts.roles import Role
from coordination.lib.api.parameters import Parameter
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import HouseView, Listed, Shown

UID = serializers.UUIDField


class NetworkShape(Shape):
    uid, version = shown(UID), shown(serializers.IntegerField)
    slug, name, short_name, land = shown(), shown(), shown(), shown(help_text="Key of the Land.")
    legal_basis, legal_basis_url, host_body, insofa_label = shown(), shown(), shown(), shown()
    contact_name, contact_phone, contact_email, contact_address = shown(), shown(), shown(), shown()
    municipalities = shown(serializers.ListField, "AGS of where it works.", child=serializers.CharField())


class NetworkViewSet(Listed, Shown):
    """The networks in which one has a role today, by name."""

    room = "accounts"
    columns = (
        "uid", "version", "slug", "name", "short_name", "legal_basis", "legal_basis_url", "host_body",
        "insofa_label", "contact_name", "contact_phone", "contact_email", "contact_address",
    )  # fmt: skip
    sorts = {"name": ("name",)}
    sort = "name"

    def get_serializer_class(self) -> type[Shape]:
        return NetworkShape

    def get_queryset(self) -> Any:
        return (
            Network.objects.of(self.request.user)
            .select_related("land")
            .prefetch_related("catchment__municipality")
        )

    def rows(self, page: Iterable[Network]) -> list[dict[str, Any]]:
        return [
            {name: getattr(row, name) for name in self.columns}
            | {
                "land": row.land.key,
                "municipalities": sorted(each.municipality.ags for each in row.catchment.all()),
            }
            for row in page
        ]


class MembershipShape(Shape):
    uid, version = shown(UID), shown(serializers.IntegerField)
    user, name, email = shown(UID, "The account."), shown(), shown()
    role = shown(serializers.ChoiceField, choices=Role.values)
    network = shown(help_text="Slug of the network; none for state level and operators.", allow_null=True)
    land = shown(help_text="Key of the Land of the state level.", allow_null=True)
    is_deputy = shown(serializers.BooleanField)
    valid_from = shown(serializers.DateField, allow_null=True)
    valid_until = shown(serializers.DateField, allow_null=True)


class MembershipViewSet(Listed, Shown):
    """Who has which role: one's own, and all of the networks in which one may see them; by name."""

    room = "accounts"
    parameters = (
        Parameter("network", "Slug of the network.", lookup="network__slug"),
        Parameter("role", "This role.", choices=tuple(Role.values)),
        Parameter("on", "In force on this day.", "day", narrow=lambda rows, day: rows.in_force(day)),
    )
    sorts = {"name": ("user__sort_key",), "role": ("role",)}
    sort = "name"

    def get_serializer_class(self) -> type[Shape]:
        return MembershipShape

    def get_queryset(self) -> Any:
        return Membership.objects.visible_to(self.request.user).select_related("user", "network", "land")

    def rows(self, page: Iterable[Membership]) -> list[dict[str, Any]]:
        return [
            {
                "uid": row.uid,
                "version": row.version,
                "user": row.user.uid,
                "name": row.user.get_full_name(),
                "email": row.user.email,
                "role": row.role,
                "network": row.network.slug if row.network else None,
                "land": row.land.key if row.land else None,
                "is_deputy": row.is_deputy,
                "valid_from": row.valid_from,
                "valid_until": row.valid_until,
            }
            for row in page
        ]


class AuditShape(Shape):
    uid, at = shown(UID), shown(serializers.DateTimeField)
    did = shown(serializers.ChoiceField, choices=AuditEntry.Did.values)
    user = shown(UID, "The account; none for the machine itself and for another network.", allow_null=True)
    name = shown(allow_null=True)
    acting_network = shown(help_text="Name of the other network for which somebody did it.", allow_null=True)
    network = shown(help_text="Slug of the network.", allow_null=True)
    to_kind, to_uid, detail = shown(), shown(UID, allow_null=True), shown()


class AuditViewSet(Listed):
    """The log of one's networks, newest first. Nothing here can be changed."""

    room, permission = "accounts", "accounts.view_audit"
    parameters = (
        Parameter("did", "What was done.", choices=tuple(AuditEntry.Did.values)),
        Parameter("since", "From this day.", "day", lookup="at__date__gte"),
        Parameter("until", "Up to and including this day.", "day", lookup="at__date__lte"),
        Parameter("to", "To this record.", "uid", lookup="to_uid"),
    )
    sorts = {"at": ("at",)}
    sort = "-at"

    def get_serializer_class(self) -> type[Shape]:
        return AuditShape

    def get_queryset(self) -> Any:
        return AuditEntry.objects.visible_to(self.request.user).select_related("acting_network")

    def rows(self, page: Iterable[AuditEntry]) -> list[dict[str, Any]]:
        entries = list(page)
        people = User.objects.in_bulk({entry.user_id for entry in entries if entry.user_id})
        slugs = {tenant.id: tenant.slug for tenant in scope_of(self.request.user).tenants.values()}
        found = []
        for entry in entries:
            who = people.get(entry.user_id) if entry.user_id else None
            found.append(
                {name: getattr(entry, name) for name in ("uid", "at", "did", "to_kind", "to_uid", "detail")}
                | {"user": who.uid if who else None, "name": who.get_full_name() if who else None}
                | {"network": slugs.get(entry.network_id or 0)}
                | {"acting_network": entry.acting_network.name if entry.acting_network else None}
            )
        return found


class RoleHere(Shape):
    role = shown(serializers.ChoiceField, choices=Role.values)
    network = shown(help_text="Slug of the network.", allow_null=True)


class TokenHere(Shape):
    prefix, scopes = (
        shown(),
        shown(serializers.ListField, child=serializers.ChoiceField(ApiToken.Scope.values)),
    )
    expires_at = shown(serializers.DateTimeField)


class MeShape(Shape):
    """The account behind the session or token, with its roles of today."""

    uid, name, email, language = shown(UID), shown(), shown(), shown()
    roles = RoleHere(many=True, read_only=True)
    token = TokenHere(read_only=True, allow_null=True)


class Me(HouseView):
    """Who one is here, which roles one has today, and how long the token is valid."""

    @extend_schema(responses=MeShape, operation_id="me")
    def get(self, request: Any) -> Response:
        user, scope = request.user, scope_of(request.user)
        slugs = {tenant.id: tenant.slug for tenant in scope.tenants.values()}
        roles = [{"role": str(role), "network": slugs.get(network or 0)} for network, role in scope.roles]
        token = request.auth and {
            name: getattr(request.auth, name) for name in ("prefix", "scopes", "expires_at")
        }
        return Response(
            {
                "uid": user.uid,
                "name": user.get_full_name(),
                "email": user.email,
                "language": user.language,
                "roles": sorted(roles, key=lambda row: (row["network"] or "", row["role"])),
                "token": token,
            }
        )
