"""Addresses of the simulation and the dead-end check in the workspace."""

from django.urls import URLPattern, path

from coordination.pathways.views.simulation import DeadEndsCheck, DeadEndsPage, Simulation

W = "arbeit/mitteilungswege/"
urlpatterns: list[URLPattern] = [
    path(f"{W}simulation/", Simulation.as_view(), name="simulation"),
    path(f"{W}sackgassen/", DeadEndsPage.as_view(), name="dead-ends"),
    path(f"{W}sackgassen/<slug:slug>/pruefen/", DeadEndsCheck.as_view(), name="dead-ends-check"),
]
