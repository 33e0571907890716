"""Public addresses of handouts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
