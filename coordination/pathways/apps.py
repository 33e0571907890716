from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "coordination.pathways"
    label = "pathways"

    def ready(self) -> None:
        from coordination.pathways import guards  # noqa: F401, PLC0415 -- registers the guards of this room
