"""Hostile files end in a sentence or are read safely, within seconds and little memory; harmless ones are read."""

import io
import json
import os
import subprocess
import sys
import time
import zipfile

import openpyxl
import pytest
from django.utils.translation import override

from coordination.lib import sheets
from coordination.lib.sheets import reader, reasons
from coordination.lib.sheets.inside.archive import Archive
from coordination.lib.sheets.inside.refusal import Refused
from tests.lib.hostile import KINDS, MEGABYTE, mutants
from tests.lib.workbooks import lying, packed, parts_of_xlsx, read_here, xlsx


@pytest.fixture(autouse=True)
def _spoken_english():
    """Sentences are compared as they stand in the source."""
    with override("en"):
        yield


# Only the limits of memory and time stop the first; the second is merely slow to do twice.
NEEDS_THE_CHILD = {"one string a million times", "five megabytes of line ends"}
MUTANTS = 2_000 if os.environ.get("LONG") else 24


def _end(data: bytes) -> str:
    try:
        sheet = sheets.read(data)
    except sheets.SheetRefused as caught:
        refused = caught
    else:
        refused = None
    if refused is not None:
        assert refused.code in reasons.REFUSALS
        assert "%(" not in str(refused.message)
        return refused.code
    assert sheet.header
    assert all(len(row.values) == len(sheet.header) for row in sheet.rows)
    assert all("%(" not in note.message for note in sheet.notes)
    return ""


@pytest.mark.parametrize("kind", KINDS)
def test_file_is_refused_with_its_reason_or_read(kind):
    make, codes = KINDS[kind]
    data = make()
    start = time.monotonic()

    assert _end(data) in (codes or ("",))
    assert time.monotonic() - start < 20  # the clock of a loaded machine; the child itself has five seconds


def test_turned_bytes_never_bring_the_reader_down():
    for data in mutants(seed=int(os.environ.get("SEED", "1")), count=MUTANTS):
        _end(data)


def test_reading_a_small_file_is_quick():
    start = time.process_time()
    sheets.read(xlsx())
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - NEEDS_THE_CHILD))
def test_the_checks_alone_stop_it_without_the_walls_of_the_child(kind, monkeypatch):
    monkeypatch.setattr(reader, "_run", read_here)
    make, codes = KINDS[kind]
    assert _end(make()) in (codes or ("",))


def test_there_are_enough_kinds():
    assert len(KINDS) >= 60


def test_memory_stays_small():
    """Measured in a process of its own: what all children took at most, and the reader itself."""
    program = (
        "import django, json, resource; django.setup()\n"
        "from coordination.lib import sheets\n"
        "from tests.lib.hostile import KINDS\n"
        "for kind in ('one string a million times', 'JSON of a million objects', 'bomb in comments'):\n"
        "    try: sheets.read(KINDS[kind][0]())\n"
        "    except sheets.SheetRefused: pass\n"
        "print(json.dumps([resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "coordination.settings"},
        cwd=reader._ROOT,
    )
    assert max(json.loads(done.stdout)) * 1024 <= 256 * MEGABYTE


# --- Counter-checks: without the guard the attack works ---------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")
def test_bare_openpyxl_swallows_the_bomb():
    bomb = KINDS["bomb in shared strings"][0]()
    strings = (
        b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>"
        + b"A" * 8 * MEGABYTE
    )
    small = packed(parts_of_xlsx(more={"xl/sharedStrings.xml": strings + b"</t></si></sst>"}))

    assert len(bomb) < 100_000
    assert openpyxl.load_workbook(io.BytesIO(small), read_only=True).active["A1"].value == "Name"


def test_without_the_ratio_the_bomb_is_unpacked():
    bomb = KINDS["bomb in a picture"][0]()
    with pytest.raises(Refused):
        Archive(bomb, sheets.Limits())

    assert Archive(bomb, sheets.Limits(max_ratio=10**9)).names


def test_trusting_the_header_would_let_the_lie_pass():
    lie = lying(packed(parts_of_xlsx(more={"xl/media/a.bin": bytes(60 * MEGABYTE)})), b"xl/media/a.bin", 10)

    declared = sum(info.file_size for info in zipfile.ZipFile(io.BytesIO(lie)).infolist())

    assert declared < MEGABYTE
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.read(lie)
    assert caught.value.code == "bomb"


def test_child_without_time_or_memory_is_stopped():
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.read(xlsx(), limits=sheets.Limits(memory=4 * MEGABYTE))
    assert caught.value.code in {"bomb", "damaged"}
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.read(xlsx(), limits=sheets.Limits(patience=0))
    assert caught.value.code == "too_slow"


def test_child_knows_nothing_of_our_environment(monkeypatch):
    seen = {}
    real = subprocess.Popen
    monkeypatch.setattr(
        reader.subprocess,
        "Popen",
        lambda *args, **kwargs: seen.update(kwargs["env"]) or real(*args, **kwargs),
    )
    sheets.read(xlsx())

    assert set(seen) == {"LANG", "MALLOC_ARENA_MAX"}


def test_child_has_no_django():
    program = (
        "import sys; import coordination.lib.sheets.inside.__main__ as m; print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=reader._ROOT)

    assert done.stdout.strip() == b"False"
