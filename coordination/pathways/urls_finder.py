"""Addresses of the simulation, the dead-end check and the comparison in the workspace."""

from django.urls import URLPattern, path

from coordination.pathways.views.comparing import Compare
from coordination.pathways.views.simulation import DeadEndsCheck, DeadEndsPage, Simulation

W = "arbeit/mitteilungswege/"
urlpatterns: list[URLPattern] = [
    path(f"{W}<uuid:uid>/vergleich/", Compare.as_view(), name="compare"),
    path(f"{W}simulation/", Simulation.as_view(), name="simulation"),
    path(f"{W}sackgassen/", DeadEndsPage.as_view(), name="dead-ends"),
    path(f"{W}sackgassen/<slug:slug>/pruefen/", DeadEndsCheck.as_view(), name="dead-ends-check"),
]
