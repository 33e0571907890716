"""Addresses of relations and the map in the workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
