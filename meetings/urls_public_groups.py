"""Public addresses of groups, meetings and tasks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
