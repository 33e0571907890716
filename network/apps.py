from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import pre_migrate  # noqa: PLC0415 -- models need the app

        from network import counting, guards  # noqa: F401, PLC0415 -- registers the guards of this room

        pre_migrate.connect(counting.take_down, sender=self)
