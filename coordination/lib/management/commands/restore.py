from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections

from coordination.lib import dumps
from coordination.lib.errors import RuleBroken
from coordination.lib.restore import restore, verify


class Command(BaseCommand):
    help = (
        "Bring a backup back. --verify alone only looks at it; with --into the database is filled there as a rehearsal "
        "and the media are left alone. What a database holds is overwritten with --yes only, and put aside first."
    )
    requires_system_checks = ()  # the database may be empty or broken: that is why we are here

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="SOURCE", help="folder of one backup")
        parser.add_argument(
            "--verify", action="store_true", help="compare checksums and counts; without --into, that is all"
        )
        parser.add_argument(
            "--into", metavar="DATABASE_URL", help="another database than that of the settings"
        )
        parser.add_argument("--yes", action="store_true", help="overwrite what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verify"] and not options["into"]:
                self._verify(options["source"])
            else:
                self._restore(options)
        except RuleBroken as broken:
            raise CommandError(broken.messages[0]) from broken

    def _verify(self, source: Path) -> None:
        manifest = verify(source)
        rows, tables = sum(manifest.tables.values()), len(manifest.tables)
        self.stdout.write(
            f"Whole: made {manifest.made_at}, {rows} rows in {tables} tables, {manifest.media_files} files."
        )

    def _restore(self, options: dict[str, Any]) -> None:
        there = dumps.database_at(environ.Env.db_url_config(options["into"])) if options["into"] else None
        with there or nullcontext(connections["default"]) as database:
            done = restore(
                options["source"],
                database=database,
                overwrite=options["yes"],
                with_media=not options["verify"],
            )
        self.stdout.write(f"Restored and compared: {done.rows} rows, {done.media_files} files.")
        for path in done.aside:
            self.stdout.write(f"What was there is now {path}.")
        self.stdout.write(f"Erased again: {done.erasures.erased}; gone already: {done.erasures.gone}.")
        for kind in done.erasures.unknown:
            self.stderr.write(f"Nobody here knows how to erase {kind}; please do it by hand.")
        connection.close()
