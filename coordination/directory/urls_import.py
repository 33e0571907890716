"""Addresses of the import."""

from django.urls import path

from coordination.directory.views import import_correct, import_steps, imports

_RUN = "arbeit/akteure/import/<uuid:uid>/"

urlpatterns = [
    path("arbeit/akteure/import/", imports.ImportList.as_view(), name="import-list"),
    path("arbeit/akteure/import/neu/", imports.Upload.as_view(), name="import-upload"),
    path("arbeit/akteure/import/vorlage.xlsx", import_steps.Template.as_view(), name="import-template"),
    path(_RUN, imports.Import.as_view(), name="import-detail"),
    path(f"{_RUN}spalten/", imports.Columns.as_view(), name="import-columns"),
    path(f"{_RUN}neu-pruefen/", import_steps.CheckAgain.as_view(), name="import-check-again"),
    path(f"{_RUN}entscheiden/", import_steps.Decide.as_view(), name="import-decide"),
    path(f"{_RUN}korrektur/", import_correct.Correct.as_view(), name="import-correct"),
    path(f"{_RUN}korrektur/zurueck/", import_correct.Uncorrect.as_view(), name="import-uncorrect"),
    path(f"{_RUN}dublette/", import_steps.Double.as_view(), name="import-double"),
    path(f"{_RUN}uebernehmen/", import_steps.TakeOver.as_view(), name="import-take"),
    path(f"{_RUN}rueckgaengig/", import_steps.Undo.as_view(), name="import-undo"),
    path(f"{_RUN}verwerfen/", import_steps.Discard.as_view(), name="import-discard"),
    path(f"{_RUN}fehler.xlsx", import_steps.Errors.as_view(), name="import-errors"),
]
