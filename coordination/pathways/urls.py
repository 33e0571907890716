"""Addresses of the pathways in the workspace."""

from django.urls import include, path

from coordination.pathways.views.drafts import Adopt, PathwayDetail, PathwayList
from coordination.pathways.views.editing import PathwayEdit, StepAdd, StepDelete, StepEdit, StepMove
from coordination.pathways.views.law import LawAdd, LawEdit, LawList
from coordination.pathways.views.releases import Approve, Publish, ReleaseDetail, Retire, SendBack, Submit
from coordination.pathways.views.timeline import Undo
from coordination.pathways.views.translations import Languages, Texts

P, R, S = (f"arbeit/mitteilungswege/{word}<uuid:uid>/" for word in ("", "fassungen/", "schritte/"))
app_name = "pathways"
urlpatterns = [
    path("arbeit/mitteilungswege/", PathwayList.as_view(), name="list"),
    path("arbeit/mitteilungswege/rechtsgrundlagen/", LawList.as_view(), name="law"),
    path("arbeit/mitteilungswege/rechtsgrundlagen/neu/", LawAdd.as_view(), name="law-add"),
    path("arbeit/mitteilungswege/rechtsgrundlagen/<uuid:uid>/", LawEdit.as_view(), name="law-edit"),
    path(P, PathwayDetail.as_view(), name="detail"),
    path(f"{P}uebernehmen/", Adopt.as_view(), name="adopt"),
    path(f"{P}bearbeiten/", PathwayEdit.as_view(), name="edit"),
    path(f"{P}sprachen/", Languages.as_view(), name="languages"),
    path(f"{P}sprachen/<slug:language>/<slug:step>/", Texts.as_view(), name="texts"),
    path(f"{P}verlauf/<uuid:change>/rueckgaengig/", Undo.as_view(), name="undo"),
    path(f"{P}schritte/neu/", StepAdd.as_view(), name="step-add"),
    path(f"{S}bearbeiten/", StepEdit.as_view(), name="step-edit"),
    path(f"{S}verschieben/", StepMove.as_view(), name="step-move"),
    path(f"{S}loeschen/", StepDelete.as_view(), name="step-delete"),
    path(f"{P}vorlegen/", Submit.as_view(), name="submit"),
    path(R, ReleaseDetail.as_view(), name="release"),
    path(f"{R}freigeben/", Approve.as_view(), name="approve"),
    path(f"{R}zurueckgeben/", SendBack.as_view(), name="send-back"),
    path(f"{R}veroeffentlichen/", Publish.as_view(), name="publish"),
    path(f"{R}zurueckziehen/", Retire.as_view(), name="retire"),
    path("", include("coordination.pathways.urls_handouts")),
    path("", include("coordination.pathways.urls_finder")),
]
