"""Addresses of the start page, *Heute* and the search."""

from django.urls import path

from coordination.lib.caching import public
from coordination.overview import help_lines, views

app_name = "overview"
urlpatterns = [
    path("", public()(views.Start.as_view()), name="start"),
    path("hilfe-telefone.pdf", help_lines.on_paper, name="help-lines"),
    path("arbeit/", views.Today.as_view(), name="today"),
    path("arbeit/suche/", views.Search.as_view(), name="search"),
]
