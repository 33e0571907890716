"""Sheets as people send them, and imports at each step of their way."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from coordination.directory.models import ImportRow, ImportRun
from coordination.directory.services import imports

HEADER = ["Nummer", "Name", "Art", "Straße", "PLZ", "Ort", "Telefon", "E-Mail"]


def sheet(rows, header=HEADER, name="liste.csv"):
    """A CSV file of rows, each a list in the order of ``header``."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(header)
    writer.writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode())


def row(
    number="1",
    name="Kita Sonnenblume",
    kind="Kita",
    street="Kirchweg 3a",
    postcode="",
    city="",
    phone="",
    mail="",
):
    return [number, name, kind, street, postcode, city, phone, mail]


def begun(by, network, rows, header=HEADER, **more) -> ImportRun:
    return imports.begin_import(by=by, network=network, upload=sheet(rows, header, **more))


def checked(by, network, rows, header=HEADER, *, defaults=None, mapping=None, **more) -> ImportRun:
    """An import whose rows were checked."""
    run = begun(by, network, rows, header, **more)
    imports.match_columns(
        by=by,
        run=run,
        mapping=mapping or run.mapping,
        defaults={**run.defaults, "scheme": "liste", **(defaults or {})},
    )
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED, run.job and run.job.error
    return run


def taken(by, network, rows, header=HEADER, **more) -> ImportRun:
    """An import that was taken over."""
    run = checked(by, network, rows, header, **more)
    imports.take_over(by=by, run=run)
    run.refresh_from_db()
    assert run.state == ImportRun.State.TAKEN, run.job and run.job.error
    return run


def said(run: ImportRun, number: int = 2) -> str:
    """All that was said about a row, in one text."""
    return " ".join(problem[2] for problem in run.rows.get(number=number).problems)


def outcomes(run: ImportRun) -> dict[int, str]:
    return dict(ImportRow.objects.filter(run=run).values_list("number", "outcome"))
