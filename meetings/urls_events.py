"""Addresses of events, programme and registration in the workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
