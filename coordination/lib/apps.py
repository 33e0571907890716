from django.apps import AppConfig
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class LibConfig(AppConfig):
    name = "coordination.lib"
    label = "lib"

    def ready(self) -> None:
        # Both need the models, which are loaded only now; history listens to every save.
        from coordination.lib import guards, history, patience  # noqa: F401, PLC0415

        connection_created.connect(patience.know_json, dispatch_uid="json")
        pre_migrate.connect(guards.take_down, dispatch_uid="guards")
        post_migrate.connect(guards.put_back, dispatch_uid="guards")
        post_migrate.connect(_cache_table, sender=self, dispatch_uid="cache_table")


def _cache_table(**_: object) -> None:
    """The shared cache is a table; it comes with the first migrate."""
    call_command("createcachetable", verbosity=0)
