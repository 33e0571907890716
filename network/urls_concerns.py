"""Addresses of concerns in the workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
