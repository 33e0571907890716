"""Write postcodes and their places, set by set."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from coordination.places.models import Municipality, Postcode, PostcodePlace
from coordination.places.postcode_table import PlaceRow
from coordination.places.report import Report
from coordination.places.selection import Selection

_BATCH = 1000


def write_places(selection: Selection, report: Report) -> None:
    """Add new places, remove those the table no longer has. Postcodes stay: other rooms point to them."""
    wanted = _wanted(selection, report)
    codes = {row.code for row in wanted}
    known = set(Postcode.objects.values_list("code", flat=True))
    missing = sorted(codes - known)
    Postcode.objects.bulk_create([Postcode(code=code) for code in missing], _BATCH)
    report.new_postcodes = len(missing)

    old, surplus = {}, []
    columns = ("id", "postcode__code", "municipality__ags", "name", "town_hall_only")
    for key, *row, town_hall in PostcodePlace.objects.filter(_any_of(selection, codes)).values_list(*columns):
        place = PlaceRow(*row)
        if wanted.get(place) == town_hall:
            old[place] = key
        else:
            surplus.append(key)
    PostcodePlace.objects.filter(pk__in=surplus).delete()
    report.removed_places = len(surplus)

    postcode_ids = dict(Postcode.objects.values_list("code", "pk"))
    ids = dict(Municipality.objects.values_list("ags", "pk"))
    new = [
        PostcodePlace(
            postcode_id=postcode_ids[row.code],
            municipality_id=ids[row.ags],
            name=row.name,
            town_hall_only=town_hall,
        )
        for row, town_hall in wanted.items()
        if row not in old
    ]
    PostcodePlace.objects.bulk_create(new, _BATCH)
    report.new_places = len(new)


def _wanted(selection: Selection, report: Report) -> dict[PlaceRow, bool]:
    """Places to stand in the table → is it the post of a town hall only? Old keys are led to the successor."""
    heirs = _heirs()
    wanted = dict.fromkeys(selection.town_halls, True)
    for row, line in selection.places.items():
        ags = row.ags if row.ags in selection.municipalities else heirs.get(row.ags)
        if ags is None:
            told = {"line": line, "name": row.name, "code": row.code, "ags": row.ags}
            message = _(
                "Line %(line)d: %(code)s %(name)s was left out; the register has no municipality %(ags)s."
            )
            report.left_out.append(message % told)
            continue
        wanted[PlaceRow(row.code, ags, row.name)] = False
    return wanted


def _heirs() -> dict[str, str]:
    dissolved = Municipality.objects.exclude(successor=None).select_related("successor__successor")
    return {old.ags: old.today.ags for old in dissolved if old.today.dissolved_on is None}


def _any_of(selection: Selection, codes: set[str]) -> Q:
    if selection.scope is None:
        return Q()
    return Q(postcode__code__in=codes) | Q(municipality__district__key__in=selection.scope)
