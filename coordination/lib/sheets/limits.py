"""How much of a foreign file we are ready to take. No Django here: the child process reads this too."""

from dataclasses import asdict, dataclass
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of one reading. Sizes in bytes; ``seconds`` of computing in the child, ``patience`` by the clock."""

    max_bytes: int = 5 * MEGABYTE
    max_rows: int = 20_000
    max_columns: int = 200
    max_cell: int = 32_767  # what a spreadsheet itself can hold in one cell
    max_members: int = 200  # files inside an XLSX or ODS
    max_unpacked: int = 100 * MEGABYTE
    max_ratio: int = 100
    max_output: int = 64 * MEGABYTE
    memory: int = 256 * MEGABYTE  # address space of the child: it can never use more
    seconds: int = 5
    patience: int = 30

    @classmethod
    def from_settings(cls, **changes: Any) -> "Limits":
        """Return the limits of this installation (``SHEET_MAX_BYTES``, ``SHEET_MAX_ROWS``)."""
        from django.conf import settings  # noqa: PLC0415 -- the child has no Django

        size = settings.SHEET_MAX_BYTES
        known = {"max_bytes": size, "max_rows": settings.SHEET_MAX_ROWS}
        if size > cls.max_bytes:  # who allows larger files gives them the room and the time they need
            known |= {
                "memory": 50 * size,
                "max_unpacked": 20 * size,
                "seconds": size // MEGABYTE,
                "max_output": 12 * size,
            }
        return cls(**(known | changes))

    def as_dict(self) -> dict[str, int]:
        return asdict(self)
