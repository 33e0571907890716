"""Public addresses of the pathways."""

from django.urls import include, path

from coordination.lib.caching import public
from coordination.pathways.views.public import PathwayFinder, PathwayPage

app_name = "ways"
urlpatterns = [
    path("mitteilungswege/", public()(PathwayFinder.as_view()), name="list"),
    path("mitteilungswege/<slug:slug>/", public()(PathwayPage.as_view()), name="detail"),
    path("", include("coordination.pathways.urls_public_handouts")),
    path("", include("coordination.pathways.urls_public_finder")),
]
