"""Public addresses of the room; each part has its own list."""

from django.urls import include, path

app_name = "dates"
urlpatterns = [
    path("", include("meetings.urls_public_events")),
    path("", include("meetings.urls_public_day")),
    path("", include("meetings.urls_public_groups")),
]
