"""Addresses of the lists."""

from django.urls import path

from coordination.directory.views import bulk, exports, lists, work

urlpatterns = [
    path("arbeit/akteure/", lists.Institutions.as_view(), name="institution-list"),
    path("arbeit/akteure/sammel/", bulk.Bulk.as_view(), name="bulk"),
    path("arbeit/akteure/sammel/<uuid:uid>/rueckgaengig/", bulk.UndoBulk.as_view(), name="bulk-undo"),
    path("arbeit/akteure/sammel/<uuid:uid>/", work.BulkResult.as_view(), name="bulk-result"),
    path("arbeit/akteure/auftraege/", work.WorkList.as_view(), name="work-list"),
    path("arbeit/akteure/ausgaben/datei/<uuid:uid>/", work.ExportFile.as_view(), name="export-file"),
    path("arbeit/akteure/ausgaben/neu/", exports.AskForExport.as_view(), name="export-ask"),
    path("arbeit/akteure/ausgaben/<uuid:uid>/", exports.ExportDetail.as_view(), name="export-detail"),
    path("arbeit/personen/", lists.People.as_view(), name="person-list"),
    path("arbeit/angebote/", lists.Services.as_view(), name="service-list"),
]
