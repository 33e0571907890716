"""Public addresses of the start page and of what a network says about itself."""

from django.urls import path

from coordination.lib.caching import public
from coordination.overview import views

app_name = "site"
urlpatterns = [
    path("", public()(views.Start.as_view()), name="start"),
]
