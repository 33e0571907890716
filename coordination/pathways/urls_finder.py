"""Addresses of the simulation, the dead-end check the comparison and remarks in the workspace."""

from django.urls import URLPattern, path

from coordination.pathways.views.comparing import Compare
from coordination.pathways.views.remarks import Remarks, RemarkSettle, ReviewerAsk, ReviewerWithdraw
from coordination.pathways.views.simulation import DeadEndsCheck, DeadEndsPage, Simulation
from coordination.pathways.views.updating import FromTemplate

W = "arbeit/mitteilungswege/"
urlpatterns: list[URLPattern] = [
    path(f"{W}<uuid:uid>/vergleich/", Compare.as_view(), name="compare"),
    path(f"{W}<uuid:uid>/vorlage/", FromTemplate.as_view(), name="from-template"),
    path(f"{W}<uuid:uid>/anmerkungen/", Remarks.as_view(), name="remarks"),
    path(f"{W}<uuid:uid>/anmerkungen/fragen/", ReviewerAsk.as_view(), name="reviewer-ask"),
    path(f"{W}anmerkungen/<uuid:uid>/erledigt/", RemarkSettle.as_view(), name="remark-settle"),
    path(f"{W}gefragt/<uuid:uid>/zuruecknehmen/", ReviewerWithdraw.as_view(), name="reviewer-withdraw"),
    path(f"{W}simulation/", Simulation.as_view(), name="simulation"),
    path(f"{W}sackgassen/", DeadEndsPage.as_view(), name="dead-ends"),
    path(f"{W}sackgassen/<slug:slug>/pruefen/", DeadEndsCheck.as_view(), name="dead-ends-check"),
]
