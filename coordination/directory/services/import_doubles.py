"""„Is this the same institution?“: a row that may be an entry becomes that entry, or one of its own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.accounts.permissions import require
from coordination.directory.columns import ADDRESS_KEYS
from coordination.directory.importing import stored as directory
from coordination.directory.importing.books import Books
from coordination.directory.importing.compare import changes_of, told
from coordination.directory.models import ImportRow, ImportRun, Institution
from coordination.directory.services.imports import recount
from coordination.lib.errors import RuleBroken

Outcome = ImportRow.Outcome


def join(
    *, by: Any, run: ImportRun, number: int, entry: int | None = None, kept: Collection[str] = ()
) -> ImportRow:
    """The row is ``entry``, one of those it may be (None: the one it is most like).

    ``kept`` names the cells in which the entry's own value stays.
    """
    with transaction.atomic():
        row = _double(by, run, number)
        likely = [candidate[0] for candidate in row.candidates]
        entry = likely[0] if entry is None and likely else entry
        if entry is None or entry not in likely:
            raise RuleBroken(
                _("This entry is no longer there. Please check the sheet again."), code="entry_gone"
            )
        seen = Institution.objects.visible_to(by).listed_in([run.network_id]).filter(pk=entry)
        scheme = str(run.defaults.get("scheme") or "")
        stored = directory.load([entry], network_id=run.network_id, scheme=scheme).get(entry)
        if stored is None or not seen.exists():
            raise RuleBroken(
                _("This entry is no longer there. Please check the sheet again."), code="entry_gone"
            )
        if run.rows.filter(institution=entry).exclude(pk=row.pk).exists():
            raise RuleBroken(_("Another row already stands for this entry."), code="entry_taken")
        clean = dict(row.clean)
        derived = bool(clean.pop("_derived", False))
        if stored.values["protected_place"] and ADDRESS_KEYS & clean.keys():
            raise RuleBroken(
                _("This is a protected place: an address cannot be imported."), code="protected_place"
            )
        books = Books.fetch(places=False)
        books.parent_names = dict(Institution.objects.visible_to(by).values_list("pk", "name"))
        keys = changes_of(clean, stored, derived=derived)
        row.differences = told(keys, clean, stored, books)
        row.kept = [key for key in keys if key in kept]
        row.institution_id = entry
        row.outcome = Outcome.CHANGED if set(keys) - set(row.kept) else Outcome.SAME
        row.decision = ImportRow.Decision.TAKE
        row.save()
        recount(run)
    return row


def tell_apart(*, by: Any, run: ImportRun, number: int) -> ImportRow:
    """The row is an institution of its own."""
    with transaction.atomic():
        row = _double(by, run, number)
        row.outcome, row.decision = Outcome.NEW, ImportRow.Decision.TAKE
        row.differences, row.institution_id = {}, None
        row.save()
        recount(run)
    return row


def _double(by: Any, run: ImportRun, number: int) -> ImportRow:
    require(by, "directory.add_importrun", run.network_id)
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    row = run.rows.filter(number=number, outcome=Outcome.DOUBLE).first()
    if row is None or run.state != ImportRun.State.CHECKED:
        raise RuleBroken(_("This row is decided already."), code="no_double")
    return row
