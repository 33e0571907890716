"""Addresses of the finder and simulations in the workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
