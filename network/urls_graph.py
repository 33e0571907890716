"""Addresses of relations and the map in the workspace."""

from django.urls import URLPattern, path

from network.views.map import MapPage

urlpatterns: list[URLPattern] = [
    path("arbeit/netz/karte/", MapPage.as_view(), name="map"),
]
