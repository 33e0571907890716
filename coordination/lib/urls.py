"""Addresses of this room."""

from django.urls import path

from coordination.lib import views, watch

app_name = "lib"
urlpatterns = [
    path("arbeit/auftrag/<uuid:uid>/", views.JobPage.as_view(), name="job"),
    path("arbeit/verwaltung/technik/", views.Trouble.as_view(), name="trouble"),
    path("dateien/<uuid:uid>/", views.file, name="file"),
    path("gesund/live", watch.live, name="live"),
    path("gesund/bereit", watch.ready, name="ready"),
    path("gesund/zahlen", watch.figures, name="figures"),
    path("mails/", views.outbox_demo, name="outbox-demo"),
    path("mails/<uuid:uid>/", views.mail_as_it_arrives, name="mail-as-it-arrives"),
]
