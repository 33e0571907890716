"""Addresses of the pathways in the workspace."""

from django.urls import path

from coordination.pathways.views import drafts, editing, releases

P, R, S = (f"arbeit/mitteilungswege/{word}<uuid:uid>/" for word in ("", "fassungen/", "schritte/"))
app_name = "pathways"
urlpatterns = [
    path("arbeit/mitteilungswege/", drafts.PathwayList.as_view(), name="list"),
    path("arbeit/mitteilungswege/rechtsgrundlagen/", drafts.LawList.as_view(), name="law"),
    path(P, drafts.PathwayDetail.as_view(), name="detail"),
    path(f"{P}uebernehmen/", drafts.Adopt.as_view(), name="adopt"),
    path(f"{P}bearbeiten/", editing.PathwayEdit.as_view(), name="edit"),
    path(f"{P}schritte/neu/", editing.StepAdd.as_view(), name="step-add"),
    path(f"{S}bearbeiten/", editing.StepEdit.as_view(), name="step-edit"),
    path(f"{S}verschieben/", editing.StepMove.as_view(), name="step-move"),
    path(f"{S}loeschen/", editing.StepDelete.as_view(), name="step-delete"),
    path(f"{P}vorlegen/", releases.Submit.as_view(), name="submit"),
    path(R, releases.ReleaseDetail.as_view(), name="release"),
    path(f"{R}freigeben/", releases.Approve.as_view(), name="approve"),
    path(f"{R}zurueckgeben/", releases.SendBack.as_view(), name="send-back"),
    path(f"{R}veroeffentlichen/", releases.Publish.as_view(), name="publish"),
    path(f"{R}zurueckziehen/", releases.Retire.as_view(), name="retire"),
]
