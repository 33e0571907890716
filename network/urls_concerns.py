"""Addresses of concerns, coverage and the legal lists in the workspace."""

from django.urls import path

from network.views import concern_acts, concerns, coverage, reach

C = "arbeit/netz/anliegen/<uuid:uid>/"
urlpatterns = [
    path("arbeit/netz/anliegen/", concerns.ConcernList.as_view(), name="concern-list"),
    path("arbeit/netz/anliegen/neu/", concerns.ConcernAdd.as_view(), name="concern-add"),
    path(C, concerns.ConcernDetail.as_view(), name="concern-detail"),
    path(f"{C}<slug:word>/", concern_acts.ConcernAct.as_view(), name="concern-act"),
    path("arbeit/netz/abdeckung/", coverage.Coverage.as_view(), name="coverage"),
    path("arbeit/netz/abdeckung/beteiligte/", coverage.Participants.as_view(), name="participants"),
    path("arbeit/netz/abdeckung/reichweite/", reach.ReachFigures.as_view(), name="reach"),
]
