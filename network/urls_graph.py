"""Addresses of relations and the map in the workspace."""

from django.urls import URLPattern, path

from network.views import relation_imports as ties
from network.views.answers import Answers
from network.views.map import MapPage
from network.views.map_files import MapExport
from network.views.relations import RelationAdd, RelationDelete, RelationEdit, RelationEnd
from network.views.surroundings import Surroundings

R = "arbeit/netz/beziehungen/"
RUN = f"{R}import/<uuid:uid>/"
urlpatterns: list[URLPattern] = [
    path("arbeit/netz/karte/", MapPage.as_view(), name="map"),
    path("arbeit/netz/karte/datei/<str:kind>", MapExport.as_view(), name="map-export"),
    path("arbeit/netz/umfeld/<uuid:uid>/", Surroundings.as_view(), name="surroundings"),
    path("arbeit/netz/antworten/", Answers.as_view(), name="answers"),
    path(f"{R}neu/", RelationAdd.as_view(), name="relation-add"),
    path(f"{R}<uuid:uid>/bearbeiten/", RelationEdit.as_view(), name="relation-edit"),
    path(f"{R}<uuid:uid>/beenden/", RelationEnd.as_view(), name="relation-end"),
    path(f"{R}import/", ties.Upload.as_view(), name="relation-import"),
    path(RUN, ties.Import.as_view(), name="relation-import-detail"),
    path(f"{RUN}entscheiden/", ties.Decide.as_view(), name="relation-import-decide"),
    path(f"{RUN}uebernehmen/", ties.TakeOver.as_view(), name="relation-import-take"),
    path(f"{RUN}rueckgaengig/", ties.Undo.as_view(), name="relation-import-undo"),
    path(f"{RUN}verwerfen/", ties.Discard.as_view(), name="relation-import-discard"),
    path(f"{RUN}fehler.xlsx", ties.Errors.as_view(), name="relation-import-errors"),
    path(f"{R}<uuid:uid>/loeschen/", RelationDelete.as_view(), name="relation-delete"),
]
