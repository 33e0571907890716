from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "coordination.overview"
    label = "overview"
