from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS

from coordination.lib.tasks import discover, in_queue
from coordination.lib.workers import BEAT, HouseWorker


class Command(BaseCommand):
    help = "Do background work; any number may run at once. On SIGTERM it stops after the current task."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", default="*", help="queues to work on, comma separated (default: all)")
        parser.add_argument(
            "--interval", type=float, default=0.5, help="seconds between two looks at an empty queue"
        )
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")
        parser.add_argument("--max-tasks", type=int, help="stop after so many tasks (gives memory back)")
        parser.add_argument("--worker-id", default="", help="unique name of this worker (default: random)")
        parser.add_argument("--beat", type=float, default=BEAT, help="seconds between two signs of life")

    def handle(self, *args: Any, **options: Any) -> None:
        if not in_queue():
            raise CommandError("There is no queue here: TASKS_AT_ONCE is set, tasks are done at once.")
        discover()
        worker = HouseWorker(
            queue_names=options["queues"].split(","),
            interval=options["interval"],
            batch=options["batch"],
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=options["max_tasks"],
            worker_id=(options["worker_id"] or get_random_string(32))[:64],
            excluded_queue_names=[],
        )
        worker.beat = options["beat"]
        worker.configure_signals()
        worker.run()
