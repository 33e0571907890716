from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from coordination.lib.pdf_fetch import WEIGHTS, font_folder, unpack_fonts


class Command(BaseCommand):
    help = "Unpack the fonts for PDF, so that the first page need not wait for it. Done again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        there = unpack_fonts()
        self.stdout.write(f"{there} of {len(WEIGHTS)} fonts in {font_folder()}")
