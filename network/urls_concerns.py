"""Addresses of concerns in the workspace."""

from django.urls import path

from network.views import concern_acts, concerns

C = "arbeit/netz/anliegen/<uuid:uid>/"
urlpatterns = [
    path("arbeit/netz/anliegen/", concerns.ConcernList.as_view(), name="concern-list"),
    path("arbeit/netz/anliegen/neu/", concerns.ConcernAdd.as_view(), name="concern-add"),
    path(C, concerns.ConcernDetail.as_view(), name="concern-detail"),
    path(f"{C}<slug:word>/", concern_acts.ConcernAct.as_view(), name="concern-act"),
]
