"""Read a sheet somebody sent: in a child process with limits, so that a hostile file costs that process only.

Everything that understands formats runs in ``inside``, without Django, without our environment (no keys to find), with
limits of memory and time. It costs about 50 ms more than reading in the same process; why a child at all: ADR 0010.
"""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from coordination.lib.sheets.letters import letter
from coordination.lib.sheets.limits import MEGABYTE, Limits
from coordination.lib.sheets.reasons import SheetRefused, note
from coordination.lib.sheets.sheet import Note, Row, Sheet

_ROOT = Path(__file__).resolve().parents[3]
_START = (
    f"import sys; sys.path.insert(0, {str(_ROOT)!r});"
    " from coordination.lib.sheets.inside.__main__ import main; main()"
)
_TOO_SLOW = {-signal.SIGXCPU, -signal.SIGKILL}


def read(
    file: Any, *, name: str = "", sheet: str = "", limits: Limits | None = None, graph: bool = False
) -> Sheet:
    """Return the table in ``file`` (path, bytes, open file or upload), whatever its suffix says.

    ``name`` is the name the person gave the file, ``sheet`` chooses one of a workbook (else the first visible one that
    holds something). ``graph``: GraphML is read too, as a table of its edges. Raises ``SheetRefused`` with a sentence
    that says what to do.
    """
    limits = limits or Limits.from_settings()
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        name = _copy(file, source, name, limits)
        code = _run(
            source, answer, {"name": name, "sheet": sheet, "graph": graph, "limits": limits.as_dict()}, limits
        )
        answer.seek(0)
        return _without_helpers(_assemble(answer, code))


def _copy(file: Any, to: IO[bytes], name: str, limits: Limits) -> str:
    """Copy at most one byte more than allowed; what is larger was never wanted whole."""
    if isinstance(file, bytes | bytearray):
        data, found = bytes(file[: limits.max_bytes + 1]), len(file)
    elif isinstance(file, str | os.PathLike):
        path = Path(file)
        name, found = name or path.name, path.stat().st_size
        with path.open("rb") as opened:
            data = opened.read(limits.max_bytes + 1)
    else:
        if hasattr(file, "seek"):
            file.seek(0)
        data = file.read(limits.max_bytes + 1)
        name, found = (
            name or Path(str(getattr(file, "name", ""))).name,
            max(getattr(file, "size", 0) or 0, len(data)),
        )
    if found > limits.max_bytes or len(data) > limits.max_bytes:
        raise SheetRefused("too_large", found=_megabytes(found), allowed=_megabytes(limits.max_bytes))
    if not data:
        raise SheetRefused("empty")
    to.write(data)
    to.seek(0)
    return name


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",")


def _run(source: IO[bytes], answer: IO[bytes], given: dict[str, Any], limits: Limits) -> int:
    """Run the child to its end and return its exit code (below 0: the signal that ended it)."""
    with subprocess.Popen(  # noqa: S603 -- our own interpreter and module; the file comes on standard input
        [sys.executable, "-I", "-X", "utf8", "-c", _START, json.dumps(given)],
        stdin=source,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
        cwd="/",
    ) as child:
        try:
            return child.wait(timeout=limits.patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise SheetRefused("too_slow") from None


def _assemble(answer: IO[bytes], code: int) -> Sheet:
    rows: list[Row] = []
    end: dict[str, Any] | None = None
    for line in answer:
        if line == b"\n":
            continue
        try:
            part = json.loads(line)
        except ValueError:
            break  # the child was stopped in the middle of a line
        if "rows" in part:
            for i, k in part["dates"]:
                part["rows"][i][k] = _date(part["rows"][i][k])
            rows += [Row(values[0], values[1:]) for values in part["rows"]]
        elif "refused" in part:
            raise SheetRefused(part["refused"]["code"], **part["refused"]["params"])
        else:
            end = part["end"]
    if end is None:  # no last word: stopped by a limit, or the parser itself broke down
        raise SheetRefused("too_slow" if code in _TOO_SLOW else "bomb" if code < 0 else "damaged")
    _fit(rows, end["columns"])
    header = [name or _("Column %s") % letter(end["columns"][i]) for i, name in enumerate(end["header"])]
    return Sheet(
        header=header,
        rows=rows,
        notes=[note(found) for found in end["notes"]],
        kind=end["kind"],
        title=end["title"],
        sheets=end["sheets"],
        header_row=end["header_row"],
        columns=end["columns"],
    )


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)


def _fit(rows: list[Row], columns: list[int]) -> None:
    """Give every row exactly the kept columns."""
    width = len(columns)
    whole = columns == list(range(width))
    for i, (number, values) in enumerate(rows):
        if len(values) < (columns[-1] + 1 if columns else 0):
            values += [None] * (columns[-1] + 1 - len(values))
        if not whole:
            rows[i] = Row(number, [values[k] for k in columns])
        elif len(values) > width:
            del values[width:]


def helper_names() -> tuple[str, str]:
    """Return the names of the two columns that our error file adds, in the language of the moment."""
    return _("Row in your file"), _("What to do")


def _without_helpers(sheet: Sheet) -> Sheet:
    """An error file comes back corrected: its added columns are no data."""
    names = set(helper_names())
    for language in ("de", "en"):
        with override(language):
            names.update(helper_names())
    keep = [i for i, name in enumerate(sheet.header) if name not in names]
    if len(sheet.header) - len(keep) < 2:
        return sheet
    sheet.header = [sheet.header[i] for i in keep]
    sheet.columns = [sheet.columns[i] for i in keep]
    sheet.rows = [
        Row(number, values)
        for number, values in ((row.number, [row.values[i] for i in keep]) for row in sheet.rows)
        if any(value is not None for value in values)
    ]
    sheet.notes.append(Note("helper_columns", str(note({"code": "helper_columns", "count": 2}).message)))
    return sheet
