"""Public addresses of relations and the map."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
