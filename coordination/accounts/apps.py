from django.apps import AppConfig
from django.conf import settings


class AccountsConfig(AppConfig):
    name = "coordination.accounts"
    label = "accounts"

    def ready(self) -> None:
        from coordination.accounts import guards, sessions  # noqa: F401, PLC0415 -- they register themselves

        if settings.DEMO:
            from coordination.accounts import demo  # noqa: F401, PLC0415 -- registers its codes
