"""Public addresses of multipliers, briefings and relays."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
