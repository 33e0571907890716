from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from coordination.lib.tasks import tick

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Queue periodic work that is due: once (for a timer) or with --loop for ever. Several at once do no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument(
            "--interval", type=float, default=10.0, help="seconds between two rounds with --loop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            for key in tick():
                self.stdout.write(key)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self._once()
            stop.wait(options["interval"])

    def _once(self) -> None:
        """A database that is not to be had is tried again next round."""
        close_old_connections()
        try:
            tick()
        except (DatabaseError, InterfaceError):
            logger.warning("tick: the database is not to be had", exc_info=True)
            connection.close()
