"""Addresses of *Heute*, the search, and the sheet of help lines."""

from django.urls import path

from coordination.overview import barriers, help_lines, views

app_name = "overview"
urlpatterns = [
    path("hilfe-telefone.pdf", help_lines.on_paper, name="help-lines"),
    path("arbeit/", views.Today.as_view(), name="today"),
    path("arbeit/wartet/", views.WaitingCount.as_view(), name="waiting-count"),
    path("arbeit/verwaltung/barrieren/", barriers.Barriers.as_view(), name="barriers"),
    path("arbeit/verwaltung/barrieren/<uuid:uid>/", barriers.BarrierPage.as_view(), name="barrier"),
    path("arbeit/suche/", views.Search.as_view(), name="search"),
]
