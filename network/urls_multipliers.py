"""Addresses of multipliers, briefings and relays in the workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
