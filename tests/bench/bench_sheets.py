"""Sheets in and out, beside the bare libraries: what safety costs and what streaming saves."""

import contextlib
import datetime as dt
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Figures, bench

ROWS = 50_000
_ROOT = Path(__file__).resolve().parents[2]
_COLUMNS = [f"Spalte {i}" for i in range(15)]


def rows(count: int = ROWS) -> Iterator[list[object]]:
    """Rows like those of a list of institutions."""
    day = dt.date(2020, 1, 1)
    for i in range(count):
        yield [
            f"Grundschule am Wald {i}",
            f"NRW-{i:06}",
            "Kölner Straße",
            str(i % 300),
            "53840",
            "Troisdorf",
            "Grundschule",
            f"02241 9000-{i % 99}",
            f"schule{i}@example.org",
            f"https://www.schule{i}.example.org",
            day + dt.timedelta(days=i % 2000),
            i,
            50.7 + i / 1e6,
            "ja",
            None,
        ]


def _cpu() -> float:
    """Computing time of this process and its children: the wall clock of a busy machine says nothing."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _fastest(run, times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = _cpu()
        run()
        taken.append(_cpu() - start)
    return min(taken)


@bench("read XLSX 50,000 × 15, safety checks included", unit="rows/s", against="bare calamine", goal=15_000)
def read_xlsx() -> Figures:
    import python_calamine

    from coordination.lib import sheets

    file = io.BytesIO()
    sheets.write_xlsx(file, title="Bench", columns=_COLUMNS, rows=rows())
    data, limits = file.getvalue(), sheets.Limits(max_rows=ROWS, seconds=60, max_bytes=50 * 2**20)

    def bare() -> None:
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()

    ours = _fastest(lambda: sheets.read(data, limits=limits))
    return Figures(ROWS / ours, ROWS / _fastest(bare), note="CPU of parent and child")


@bench("read a small XLSX (child process included)", unit="ms", against="bare calamine", goal=300)
def read_small() -> Figures:
    import python_calamine

    from coordination.lib import sheets

    file = io.BytesIO()
    sheets.write_xlsx(file, title="Bench", columns=_COLUMNS, rows=rows(20))
    data = file.getvalue()

    def bare() -> None:
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()

    ours = _fastest(lambda: sheets.read(data, limits=sheets.Limits()), 10)
    return Figures(1000 * ours, 1000 * _fastest(bare, 10))


_WRITERS = {
    "ours": "from coordination.lib import sheets; sheets.write_xlsx(target, title='x', columns=_COLUMNS, rows=rows())",
    "openpyxl": (
        "import openpyxl; book = openpyxl.Workbook(); page = book.active; page.append(_COLUMNS)\n"
        "for row in rows(): page.append(row)\nbook.save(target)"
    ),
    "ods": "from coordination.lib import sheets; sheets.write_ods(target, title='x', columns=_COLUMNS, rows=rows())",
}


def written(how: str) -> dict[str, float]:
    """Write in a process of its own: CPU seconds, peak memory (MiB) above the imports, size (MiB)."""
    with tempfile.TemporaryDirectory() as folder:
        program = (
            "import django, json, resource, time; django.setup()\n"
            "from tests.bench.bench_sheets import _COLUMNS, rows\n"
            "import xlsxwriter, openpyxl\n"
            "def peak():\n"
            "    line = next(l for l in open('/proc/self/status') if l.startswith('VmHWM'))\n"
            "    return int(line.split()[1]) / 1024\n"
            f"target = {folder!r} + '/x'; before = peak(); start = time.process_time()\n"
            f"{_WRITERS[how]}\n"
            "print(json.dumps({'seconds': time.process_time() - start, 'memory': peak() - before}))"
        )
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "coordination.settings"}
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, cwd=_ROOT, env=environment
        )
        size = (Path(folder) / "x").stat().st_size / 2**20
    return {**json.loads(done.stdout), "size": size}


@bench("write XLSX 50,000 × 15", unit="s", against="openpyxl", goal=10)
def write_xlsx() -> Figures:
    return Figures(written("ours")["seconds"], written("openpyxl")["seconds"], note="CPU")


@bench("memory of writing XLSX 50,000 × 15", unit="MiB", against="openpyxl", goal=60)
def write_memory() -> Figures:
    return Figures(written("ours")["memory"], written("openpyxl")["memory"], note="above the imports")


@bench("write ODS 50,000 × 15", unit="s", goal=20)
def write_ods() -> Figures:
    return Figures(written("ods")["seconds"], note="CPU")


@bench("telephone numbers, plain German form", unit="numbers/s", against="phonenumbers", goal=30_000)
def phones() -> Figures:
    import phonenumbers

    from coordination.lib import phones

    numbers = [f"02241  {900_000 + i}" for i in range(10_000)]

    def ours() -> None:
        phones._normalise.cache_clear()
        for number in numbers:
            phones.normalise(number)

    def library() -> None:
        for number in numbers:
            parsed = phonenumbers.parse(number, "DE")
            with contextlib.suppress(ValueError):
                phonenumbers.is_valid_number(parsed)
                phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
                phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)

    return Figures(len(numbers) / _fastest(ours), len(numbers) / _fastest(library))


@bench("values: 15 fields of a row cleaned", unit="rows/s", goal=10_000)
def clean_values() -> Figures:
    from coordination.lib import addresses, values

    checks = [values.text] * 7 + [values.normalise_mail, values.normalise_web, values.normalise_postcode]
    checks += [values.parse_date, values.parse_bool, values.number, values.as_text, addresses.split]
    row: list[object] = ["Städt. Kath. Grundschule Zülpich - Primarstufe -"] * 7
    row += [" 175493@schule.nrw.de ", " http://www.grundschule.de", "53909", "29.02.2024", "ja", "1.234,5", 7]
    given = [[*row, f"Brüsseler Straße {i}, 53909 Zülpich"] for i in range(5_000)]

    def run() -> None:
        addresses.split.cache_clear()
        for line in given:
            for check, value in zip(checks, line, strict=True):
                check(value)

    return Figures(len(given) / _fastest(run))
