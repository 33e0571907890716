"""Addresses of the districts of youth offices."""

from django.urls import path

from coordination.directory.views.districts import Districts

urlpatterns = [path("arbeit/akteure/<uuid:uid>/bezirk/", Districts.as_view(), name="districts")]
