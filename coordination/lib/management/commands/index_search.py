from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coordination.lib.search import writing


class Command(BaseCommand):
    help = "Bring the search index up to date with every record: writes what differs, safe beside other work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fails if the index is not true"
        )
        parser.add_argument("--anew", action="store_true", help="empty the index first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            wrong = writing.faults()
            for kind, count in wrong.items():
                self.stdout.write(f"{kind}: {count}")
            if any(wrong.values()):
                raise CommandError("The search index is not true. `manage.py index_search` mends it.")
            return
        if options["anew"]:
            writing.empty()
        for kind, count in writing.true_up().items():
            self.stdout.write(f"{kind}: {count}")
