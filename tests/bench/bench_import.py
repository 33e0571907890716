"""Import: a list of 10,000 institutions from the file's rows to the directory with history, and back.

Held against ``bulk_create`` of the same rows without history, and on PostgreSQL against ``COPY``, in the same run.
"""

import itertools
import json
import resource
import time
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction

from coordination.accounts.roles import Role
from coordination.directory.models import ContactPoint, Identifier, ImportRun, Institution, Listing
from coordination.directory.reference import load_reference
from coordination.directory.services import imports
from coordination.lib.search import following
from tests.bench.measure import Figures, bench, clock
from tests.factories.accounts import MembershipFactory, NetworkFactory, UserFactory

ROWS = 10_000
REAL = Path(settings.BASE_DIR).parent / "shared/data/schools/nordrhein-westphalen_all_schools_geocoded.json"
_networks = itertools.count()


# The search index follows each change set in a task of its own; here it would run inside the clock.
following.follow = lambda change_set: None


@cache
def coordinator():
    """A coordinator in a network of her own, in the committed test database; addresses are loaded as in a worker."""
    assert ImportRun(uid=uuid.uuid4()).get_absolute_url()
    load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
    network = NetworkFactory(slug=f"bench-import-{next(_networks)}")
    user = UserFactory()
    MembershipFactory(user=user, network=network, role=Role.COORDINATOR)
    return user, network


def listed(changed: int = 0) -> bytes:
    """A list as an office writes it: number, name, type, address in parts, telephone, mail."""
    lines = ["Nummer;Name;Art;Straße;PLZ;Ort;Telefon;E-Mail"]
    for n in range(ROWS):
        street = "Neuer Weg" if n < changed else "Kölner Straße"
        lines.append(
            f"B-{n:05};Grundschule Beispiel Nr. {n};Grundschule;{street} {n % 300 + 1};53840;Troisdorf;"
            f"02241 9{n:05};schule{n}@example.org"
        )
    return "\n".join(lines).encode()


def walked(content: bytes, name: str) -> tuple[ImportRun, float, float]:
    """Check and take over; return the import and the seconds of both."""
    user, network = coordinator()
    run = imports.begin_import(by=user, network=network, upload=SimpleUploadedFile(name, content))
    with clock() as checking:
        imports.match_columns(
            by=user, run=run, mapping=run.mapping, defaults=run.defaults | {"scheme": "bench"}
        )
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED, run.job.error
    with clock() as taking:
        imports.take_over(by=user, run=run)
    run.refresh_from_db()
    assert run.state == ImportRun.State.TAKEN, run.job.error
    return run, checking.seconds, taking.seconds


def undone(run: ImportRun) -> float:
    user, _network = coordinator()
    with clock() as undoing:
        imports.undo_import(by=user, run=run)
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE, run.job.error
    return undoing.seconds


class Back(Exception):
    """Leaves the transaction without a trace."""


def plain_bulk_create() -> float:
    """The same rows by Django's bulk_create, without check, differences and history: rows per second."""
    _user, network = coordinator()
    kind = Institution._meta.get_field("type").related_model.objects.first()
    create = models.QuerySet.bulk_create
    with clock() as running:
        try:
            with transaction.atomic():
                rows = [
                    Institution(
                        name=f"Schule {n}",
                        type=kind,
                        street="Weg",
                        sort_key=f"schule {n}",
                        search_text=f"schule {n}",
                    )
                    for n in range(ROWS)
                ]
                create(Institution._base_manager.all(), rows, batch_size=1000)
                create(
                    Listing._base_manager.all(), [Listing(institution=row, network=network) for row in rows]
                )
                create(
                    Identifier._base_manager.all(),
                    [Identifier(institution=row, scheme="plain", value=str(n)) for n, row in enumerate(rows)],
                )
                for kind_of, value in (("phone", "+4922419{:05}"), ("mail", "s{}@example.org")):
                    create(
                        ContactPoint._base_manager.all(),
                        [
                            ContactPoint(
                                institution=row, network=network, kind=kind_of, value=value.format(n)
                            )
                            for n, row in enumerate(rows)
                        ],
                    )
                raise Back
        except Back:
            pass
    return ROWS / running.seconds


def plain_copy() -> float | None:
    """The institutions alone by COPY: rows per second; None on SQLite."""
    if connection.vendor != "postgresql":
        return None
    with clock() as running, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_copy AS SELECT * FROM directory_institution LIMIT 0")
        with cursor.copy("COPY bench_copy (id, name, street, sort_key, search_text) FROM STDIN") as copy:
            for n in range(ROWS):
                copy.write_row((n, f"Schule {n}", "Weg", f"schule {n}", f"schule {n}"))
        cursor.execute("DROP TABLE bench_copy")
    return ROWS / running.seconds


@bench("import 10,000 rows", unit="rows/s", against="bulk_create without check and history", goal=2500)
def new_rows() -> Figures:
    run, checking, taking = walked(listed(), "liste.csv")
    undone(run)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    note = f"check {ROWS / checking:,.0f}, write {ROWS / taking:,.0f}; at most {memory} MB"
    if copied := plain_copy():
        note += f"; COPY of one table alone {copied:,.0f}"
    return Figures(ROWS / (checking + taking), plain_bulk_create(), note)


@bench("import again, 1 % changed", unit="rows/s", against="bulk_create without check and history", goal=4000)
def few_changes() -> Figures:
    first, _checking, _taking = walked(listed(), "liste.csv")
    again, checking, taking = walked(listed(changed=ROWS // 100), "liste-neu.csv")
    assert again.counts["taken_changed"] == ROWS // 100
    undone(again)
    undone(first)
    return Figures(ROWS / (checking + taking), plain_bulk_create(), f"check {ROWS / checking:,.0f}")


@bench("undo of an import of 10,000", unit="s", against="its take-over")
def undo() -> Figures:
    run, _checking, taking = walked(listed(), "liste.csv")
    return Figures(undone(run), taking)


@bench("the 5,850 schools of NRW, check and take-over", unit="s", goal=6)
def real_schools() -> Figures:
    if not REAL.exists():
        return Figures(0, None, "the list is not there")
    rows = len(json.loads(REAL.read_text()))
    began = time.process_time()
    run, checking, taking = walked(REAL.read_bytes(), REAL.name)
    used = time.process_time() - began
    back = undone(run)
    return Figures(
        checking + taking,
        None,
        f"{rows} rows, {run.counts['error']} with errors; {used:.1f} s of one processor; undo {back:.1f} s",
    )
