"""Addresses of groups, meetings and tasks in the workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
