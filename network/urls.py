"""Addresses of the room in the workspace; each part has its own list."""

from django.urls import include, path

app_name = "network"
urlpatterns = [
    path("", include("network.urls_multipliers")),
    path("", include("network.urls_concerns")),
    path("", include("network.urls_graph")),
]
