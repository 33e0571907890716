"""Public addresses of the finder and simulations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
