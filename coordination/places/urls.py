"""Public addresses of the geography."""

from django.urls import path

from coordination.lib.caching import public
from coordination.places import views

app_name = "places"
urlpatterns = [
    path("daten/quellen/", public()(views.DatasetList.as_view()), name="sources"),
    path("orte/plz/", public(3600)(views.postcode_options), name="postcode-options"),
]
