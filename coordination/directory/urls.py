"""Addresses of this room."""

from django.urls import include, path

app_name = "directory"
urlpatterns = [
    path("", include("coordination.directory.urls_districts")),
    path("", include("coordination.directory.urls_hours")),
    path("", include("coordination.directory.urls_import")),
    path("", include("coordination.directory.urls_lists")),
    path("", include("coordination.directory.urls_privacy")),
    path("", include("coordination.directory.urls_proposals")),
    path("", include("coordination.directory.urls_record")),
]
