"""Public addresses of the room; each part has its own list."""

from django.urls import include, path

app_name = "net"
urlpatterns = [
    path("", include("network.urls_public_multipliers")),
    path("", include("network.urls_public_concerns")),
    path("", include("network.urls_public_graph")),
]
