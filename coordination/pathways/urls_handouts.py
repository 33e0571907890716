"""Addresses of handouts in the workspace."""

from django.urls import path

from coordination.pathways.views.parcels import ForMany, Parcel, ParcelFile
from coordination.pathways.views.register import (
    BeTold,
    HandoutDetail,
    HandoutList,
    HandoutPaper,
    Reissue,
    Withdraw,
)

H = "arbeit/handreichungen/<uuid:uid>/"
urlpatterns = [
    path("arbeit/handreichungen/", HandoutList.as_view(), name="handouts"),
    path("arbeit/handreichungen/neu-ausgeben/", Reissue.as_view(), name="handouts-reissue"),
    path("arbeit/handreichungen/fuer-viele/", ForMany.as_view(), name="handouts-many"),
    path("arbeit/handreichungen/paket/<uuid:uid>/", Parcel.as_view(), name="parcel"),
    path("arbeit/handreichungen/paket/<uuid:uid>/datei/", ParcelFile.as_view(), name="parcel-file"),
    path(H, HandoutDetail.as_view(), name="handout"),
    path(f"{H}pdf/", HandoutPaper.as_view(), name="handout-pdf"),
    path(f"{H}neu-ausgeben/", Reissue.as_view(), name="handout-reissue"),
    path(f"{H}zurueckziehen/", Withdraw.as_view(), name="handout-withdraw"),
    path(f"{H}nachricht/", BeTold.as_view(), name="handout-notice"),
]
