from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "coordination.directory"
    label = "directory"

    def ready(self) -> None:
        from coordination.directory import guards  # noqa: F401, PLC0415 -- registers the guards of this room
