"""Begin of the child process: limits first, then the file."""

import gc
import json
import resource
import sys
from pathlib import PurePath
from typing import IO, Any

from coordination.lib.sheets.inside import entries, graphml, kinds, text
from coordination.lib.sheets.inside.archive import Archive
from coordination.lib.sheets.inside.cells import Notes
from coordination.lib.sheets.inside.refusal import Refused
from coordination.lib.sheets.inside.table import Table
from coordination.lib.sheets.limits import Limits

_SUFFIXES = {
    "xlsx": {".xlsx"},
    "ods": {".ods"},
    "csv": {".csv", ".txt", ".tsv", ".tab"},
    "json": {".json", ".geojson"},
    "graphml": {".graphml", ".xml"},
}


def _lock_in(limits: Limits) -> None:
    """From here on no more memory, time or files than allowed: what goes beyond kills this process, not the server."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.max_output * 2, limits.max_output * 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _read(data: bytes, name: str, sheet: str, limits: Limits, write, *, graph: bool = False) -> dict:
    notes = Notes()
    kind = kinds.kind_of(data)
    if kind == "graphml" and not graph:
        raise Refused("wrong_type_xml")
    table = Table(limits=limits, notes=notes, write=write)
    description = {"title": "", "sheets": []}
    if kind == "zip":
        archive = Archive(data, limits)
        del data
        from coordination.lib.sheets.inside import workbook  # noqa: PLC0415 -- CSV and JSON do without

        kind = kinds.kind_of_archive(archive.names, archive.get("mimetype"))
        description, rows, merged = workbook.open_workbook(archive, kind, limits, notes, sheet)
        end = table.run(rows, merged=merged)
    elif kind == "graphml":
        end = table.run(graphml.rows_of(data, limits), header_is_first=True)
    elif kind == "json" and (content := _as_json(data, name, notes)):
        end = table.run(entries.rows_of(content, notes, limits), header_is_first=True)
    else:
        kind = "csv"
        end = table.run(text.rows_of(data, notes, limits.max_rows))
    suffix = PurePath(name.lower()).suffix
    if suffix not in _SUFFIXES[kind] and suffix:
        notes.add("suffix_differs", suffix=suffix[:10], kind=kind.upper())
    return {**end, **description, "kind": kind, "notes": notes.as_list()}


def _as_json(data: bytes, name: str, notes: Notes) -> str:
    """Return the text if this is meant as JSON: a CSV may begin with a bracket as well."""
    content = text.decode(data, Notes())
    start = content.strip()
    if (
        name.lower().endswith((".json", ".geojson"))
        or start[-1:] in ("]", "}")
        or start[1:].lstrip()[:1] in ("{", '"')
    ):
        return content
    return ""


def serve(source: IO[bytes], out: IO[bytes], given: dict[str, Any], limits: Limits) -> None:
    """Read the file from ``source`` and write the answer to ``out``; whatever happens, its last line is a last word."""

    def write(line: str) -> None:
        out.write(line.encode("utf-8", "replace"))

    try:
        data = source.read(limits.max_bytes + 1)
        last = {"end": _read(data, given["name"], given["sheet"], limits, write, graph=given["graph"])}
    except Refused as refused:
        last = {"refused": {"code": refused.code, "params": refused.params}}
    except MemoryError:
        last = {"refused": {"code": "bomb", "params": {}}}
    except Exception as error:  # whatever a hostile file breaks, it ends in a sentence
        last = {"refused": {"code": "damaged", "params": {"error": type(error).__name__}}}
    write("\n" + json.dumps(last, ensure_ascii=True))
    out.flush()


def main() -> None:
    given = json.loads(sys.argv[1])
    limits = Limits(**given["limits"])
    _lock_in(limits)
    gc.disable()  # a short life without cycles, bounded by the limits
    serve(sys.stdin.buffer, sys.stdout.buffer, given, limits)


if __name__ == "__main__":
    main()
