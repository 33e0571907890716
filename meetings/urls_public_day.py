"""Public addresses of the day itself and what comes after."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
