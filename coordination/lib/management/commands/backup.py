from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coordination.lib.backup import make
from coordination.lib.errors import RuleBroken


class Command(BaseCommand):
    help = (
        "Write a backup (database, media, manifest) into a folder of its own below TARGET. The work goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="TARGET")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder, manifest = make(options["target"])
        except RuleBroken as broken:
            raise CommandError(broken.messages[0]) from broken
        rows, tables = sum(manifest.tables.values()), len(manifest.tables)
        self.stdout.write(f"{folder}: {rows} rows in {tables} tables, {manifest.media_files} files.")
