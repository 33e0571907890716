"""Addresses of proposals in the workspace."""

from django.urls import path

from coordination.directory.views import proposals

urlpatterns = [
    path("arbeit/akteure/vorschlaege/", proposals.Proposals.as_view(), name="proposal-list"),
    path("arbeit/akteure/vorschlaege/<uuid:uid>/", proposals.ProposalPage.as_view(), name="proposal"),
    path("arbeit/akteure/<uuid:uid>/vorschlagen/", proposals.Propose.as_view(), name="institution-propose"),
]
