"""Addresses of the day itself and what comes after in the workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
