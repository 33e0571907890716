"""Handouts for many institutions at once: each with its name and its contacts, as one ZIP or as one PDF to print."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import File
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coordination.accounts.models import Network
from coordination.accounts.permissions import require, scope_of
from coordination.directory.models import Institution, Listing
from coordination.lib import files
from coordination.lib.contents import ZIP
from coordination.lib.errors import RuleBroken
from coordination.lib.fold import fold
from coordination.lib.jobs import job_function
from coordination.lib.models import StoredFile
from coordination.lib.pdf import bind
from coordination.lib.sheets.out_csv import csv_lines
from coordination.pathways.drawing import KEPT, Press
from coordination.pathways.models import Handout, Release
from coordination.pathways.services.handouts import issue_for
from coordination.places.models import Municipality

PURPOSE = "handout_parcel"
MOST = 1000  # in one parcel; a job holds the laid-out first pages of all of them
FORMATS = (Handout.Format.FLOW, Handout.Format.TABLE, Handout.Format.LARGE)
PRINT, PARCEL = "pdf", "zip"


@files.purpose(PURPOSE, types=[files.PDF, ZIP], max_bytes=500 * 1024 * 1024, keep_for=KEPT)
def _may_read(user: Any, file: StoredFile) -> bool:
    """Whoever issues handouts in this network: names of institutions stand in it."""
    return file.network_id in scope_of(user).may("pathways.change_handout")


def houses_of(
    user: Any, network: Network, *, types: Iterable[str], town: Municipality | None = None
) -> QuerySet[Institution]:
    """The active institutions of some types in a network, also those that cannot get a sheet (``has_place``)."""
    entry = Listing.objects.of_outer().filter(network=network, status=Listing.Status.ACTIVE)
    rows = Institution.objects.visible_to(user).filter(Exists(entry), type__code__in=list(types))
    if town is not None:
        rows = rows.filter(municipality=town)
    return rows.select_related("type", "municipality__district__land").order_by("sort_key", "id")


def with_place(rows: QuerySet[Institution], network: Network) -> QuerySet[Institution]:
    """Those with an address in the network: for the others nobody can say who is in charge."""
    here = network.catchment.filter(municipality=OuterRef("municipality"))
    return rows.filter(Exists(here), protected_place=False)


@job_function()
def print_for(job: Any, *, release: str, format: str, types: list[str], town: str, form: str) -> str:
    """Issue and draw a handout for each institution; the result is the page of the parcel."""
    found = Release.objects.select_related("pathway__network__logo").get(uid=release)
    network = found.pathway.network
    assert network is not None  # noqa: S101 -- a template has no version that is published
    require(job.owner, "pathways.change_handout", network.pk)
    place = Municipality.objects.filter(ags=town).first() if town else None
    rows = with_place(houses_of(job.owner, network, types=types, town=place), network)
    houses = list(rows[: MOST + 1])
    check_number(len(houses))
    issued = []
    for number, handout in enumerate(issue_for(by=job.owner, release=found, houses=houses, format=format), 1):
        issued += [handout] if handout is not None else []
        if number % 10 == 0:
            job.progress(number, 2 * len(houses), message=_("Looking up contacts"))
    drawn = _told(job, issued, len(houses))
    content = _printed(drawn) if form == PRINT else _packed(drawn)
    for handout in issued:
        handout.count_print()
    name = f"{found.pathway.slug}-{len(issued)}-{_('institutions')}.{form}"
    kept = files.keep(
        File(content, name=name), purpose=PURPOSE, by=job.owner, network_id=network.pk, name=name
    )
    return reverse("pathways:parcel", args=[kept.uid])


def check_number(count: int) -> None:
    """Raises ``RuleBroken``: nobody, too_many."""
    if not count:
        text = _("No institution with an address in your network fits. Choose other types or another place.")
        raise RuleBroken(text, code="nobody")
    if count > MOST:
        text = _("At most %(most)s institutions go into one parcel. Choose fewer types or one place.")
        raise RuleBroken(text % {"most": MOST}, code="too_many")


def _told(job: Any, issued: list[Handout], count: int) -> Iterator[Handout]:
    for number, handout in enumerate(issued):
        if number % 5 == 0:
            job.progress(count + number, 2 * count, message=_("Drawing handouts"))
        yield handout


def _printed(handouts: Iterable[Handout]) -> io.BytesIO:
    """One PDF; each handout begins on a new sheet of paper, also where both sides are printed on."""
    press = Press()
    return io.BytesIO(bind([part for one in handouts for part in press.parts_of(one, whole_sheets=True)]))


def _packed(handouts: Iterable[Handout]) -> io.BytesIO:
    """A PDF each, and a list of them that a spreadsheet opens."""
    press, content, listed = Press(), io.BytesIO(), []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as parcel:
        for number, one in enumerate(handouts, 1):
            name = f"{number:03}-{slugify(fold(one.house))[:60]}-{one.code}.pdf"
            parcel.writestr(name, press.pdf_of(one))
            house = one.content["for"]
            listed.append((house["name"], house["address"], one.shown, one.phrase, name))
        columns = [_("Institution"), _("Address"), _("Code"), _("Check phrase"), _("File")]
        parcel.writestr(f"000-{_('list')}.csv", b"".join(csv_lines(columns, listed)))
    content.seek(0)
    return content
