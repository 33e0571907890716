from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from network import guards  # noqa: F401, PLC0415 -- registers the guards of this room
