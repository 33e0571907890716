"""Addresses of relations and the map in the workspace."""

from django.urls import URLPattern, path

from network.views.answers import Answers
from network.views.map import MapPage
from network.views.map_files import MapExport
from network.views.relations import RelationAdd, RelationDelete, RelationEdit, RelationEnd
from network.views.surroundings import Surroundings

R = "arbeit/netz/beziehungen/"
urlpatterns: list[URLPattern] = [
    path("arbeit/netz/karte/", MapPage.as_view(), name="map"),
    path("arbeit/netz/karte/datei/<str:kind>", MapExport.as_view(), name="map-export"),
    path("arbeit/netz/umfeld/<uuid:uid>/", Surroundings.as_view(), name="surroundings"),
    path("arbeit/netz/antworten/", Answers.as_view(), name="answers"),
    path(f"{R}neu/", RelationAdd.as_view(), name="relation-add"),
    path(f"{R}<uuid:uid>/bearbeiten/", RelationEdit.as_view(), name="relation-edit"),
    path(f"{R}<uuid:uid>/beenden/", RelationEnd.as_view(), name="relation-end"),
    path(f"{R}<uuid:uid>/loeschen/", RelationDelete.as_view(), name="relation-delete"),
]
