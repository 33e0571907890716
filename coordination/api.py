"""The roof of the interface: each noun of each room at its address, what the asker may, the description."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from coordination.accounts.api import description as _how_to_sign_in  # noqa: F401 -- registers itself
from coordination.accounts.api.nouns import AuditViewSet, Me, MembershipViewSet, NetworkViewSet
from coordination.accounts.api.permissions import may
from coordination.directory.api import words
from coordination.directory.api.bin import BinViewSet
from coordination.directory.api.bulk import Bulk
from coordination.directory.api.hours import HoursViewSet
from coordination.directory.api.imports import ImportViewSet
from coordination.directory.api.institutions import InstitutionViewSet
from coordination.directory.api.offers import AgreementViewSet, ContactPointViewSet, ServiceViewSet
from coordination.directory.api.people import AffiliationViewSet, PersonViewSet
from coordination.directory.api.proposals import ProposalViewSet
from coordination.lib.api.jobs import JobViewSet
from coordination.lib.api.missing import Missing
from coordination.lib.api.shapes import Shape, shown
from coordination.lib.api.views import HouseView
from coordination.overview.api import Search
from coordination.pathways.api import finder, handouts
from coordination.places.api import DistrictViewSet, LandViewSet, MunicipalityViewSet, PostcodeViewSet
from meetings.api import day, groups, planning, programme, registering
from network.api import concerns, graph, multipliers, ties

app_name = "api"

NOUNS: dict[str, Any] = {
    "institutions": InstitutionViewSet,
    "people": PersonViewSet,
    "affiliations": AffiliationViewSet,
    "services": ServiceViewSet,
    "hours": HoursViewSet,
    "contact-points": ContactPointViewSet,
    "agreements": AgreementViewSet,
    "proposals": ProposalViewSet,
    "bin": BinViewSet,
    "imports": ImportViewSet,
    "institution-types": words.InstitutionTypeViewSet,
    "professions": words.ProfessionViewSet,
    "functions": words.FunctionViewSet,
    "service-kinds": words.ServiceKindViewSet,
    "topics": words.TopicViewSet,
    "target-groups": words.TargetGroupViewSet,
    "languages": words.LanguageViewSet,
    "features": words.FeatureViewSet,
    **finder.NOUNS,
    **handouts.NOUNS,
    **multipliers.NOUNS,
    **concerns.NOUNS,
    **graph.NOUNS,
    **ties.NOUNS,
    **planning.NOUNS,
    **programme.NOUNS,
    **registering.NOUNS,
    **day.NOUNS,
    **groups.NOUNS,
    "laender": LandViewSet,
    "districts": DistrictViewSet,
    "municipalities": MunicipalityViewSet,
    "postcodes": PostcodeViewSet,
    "networks": NetworkViewSet,
    "memberships": MembershipViewSet,
    "audit": AuditViewSet,
    "jobs": JobViewSet,
}
SINGLE: dict[str, Any] = {"search": Search, "me": Me}

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
for _word, _viewset in NOUNS.items():
    router.register(_word, _viewset, basename=_word)


class RootShape(Shape):
    links = shown(serializers.DictField, "Noun → address.", child=serializers.URLField())


class Root(HouseView):
    """The nouns that the asker may read, each with its address."""

    @extend_schema(responses=RootShape, operation_id="root")
    def get(self, request: Any) -> Response:
        scopes = None if request.auth is None else request.auth.scopes
        links = {}
        for word, view in {**NOUNS, **SINGLE}.items():
            in_scope = scopes is None or not view.room or f"{view.room}:read" in scopes
            if in_scope and (view.permission is None or may(request.user, view.permission)):
                name = f"api:{word}-list" if word in NOUNS else f"api:{word}"
                links[word] = request.build_absolute_uri(reverse(name))
        return Response({"links": links})


class Description(HouseView):
    """The OpenAPI description of everything here, for everybody."""

    permission_classes: list[Any] = []
    authentication_classes: list[Any] = []

    @extend_schema(exclude=True)
    def get(self, request: Any) -> Response:
        return Response(description(), content_type="application/vnd.oai.openapi+json")


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return the description, made once per process: it is the same for everybody."""
    with translation.override("en"):
        return SchemaGenerator(urlconf="coordination.urls").get_schema(request=None, public=True)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", Root.as_view(), name="root"),
    path("openapi.json", Description.as_view(), name="openapi"),
    path("institutions/bulk", Bulk.as_view(), name="institutions-bulk"),
    *(path(word, view.as_view(), name=word) for word, view in SINGLE.items()),
    *router.urls,
    path("<path:rest>", Missing.as_view(), name="missing"),
]
