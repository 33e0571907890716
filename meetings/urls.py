"""Addresses of the room in the workspace; each part has its own list."""

from django.urls import include, path

app_name = "meetings"
urlpatterns = [
    path("", include("meetings.urls_events")),
    path("", include("meetings.urls_day")),
    path("", include("meetings.urls_groups")),
]
