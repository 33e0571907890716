"""Public addresses of events, programme and registration."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
