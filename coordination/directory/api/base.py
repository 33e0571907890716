"""What the nouns of the directory share: lists with the words of the pages, records, changes guarded by ETags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django_filters import MultipleChoiceFilter
from rest_framework.response import Response

from coordination.directory.api import pages
from coordination.directory.views.lists import DirectoryList
from coordination.lib.api import etags, idempotency
from coordination.lib.api.parameters import LONGEST, Parameter, ordering
from coordination.lib.api.problems import Problem, wrong_fields
from coordination.lib.api.shapes import Shape
from coordination.lib.api.views import Listed, Shown
from coordination.lib.errors import EditConflict

SEARCH = Parameter("q", "Words of the list's search box: names, places, part of a number or mail address.")


class OfDirectory(Listed, Shown):
    """A noun of the directory. ``get_queryset``: what the asker sees; ``read``: rows for some ids of it."""

    room = "directory"
    shape: type[Shape]

    def get_serializer_class(self) -> type[Shape]:
        return self.shape

    def read(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        rows = self.listed()
        ids = list(self.paginate_queryset(rows.values_list("pk", flat=True)))
        return self.get_paginated_response(self.read(ids))

    def listed(self) -> QuerySet:
        """What the list holds by the words of the address, in order."""
        return self.narrowed(self.get_queryset())

    def record(self) -> dict[str, Any]:
        return self.seen(self.kwargs["uid"])

    def seen(self, uid: Any) -> dict[str, Any]:
        """The record as it stands now; 404 alike for foreign and missing ones."""
        found = self.read(
            list(self.get_queryset().filter(uid=uid).order_by().values_list("pk", flat=True)[:1])
        )
        if not found:
            raise Http404
        return found[0]


class Writable(OfDirectory):
    """A noun that is added, changed and deleted through pages of the workspace."""

    edit_page: Any
    delete_page: Any
    fixed: tuple[str, ...] = ("network",)  # members that say what the record belongs to

    def to_form(self, data: dict[str, Any]) -> pages.Values:
        """Turn members of the body into inputs of the page's form; most are called the same."""
        return dict(data)

    def paths(self, data: dict[str, Any]) -> dict[str, str]:
        """Prefix of a further form on the page → place of its data in the body."""
        return {}

    def versions(self, row: dict[str, Any]) -> pages.Values:
        """The versions the asker has read, by input."""
        return {"version": row["version"]}

    def add_page(self, data: dict[str, Any]) -> Any:
        """Return the page that adds such a thing, opened; members that name its place are taken out of ``data``."""
        raise NotImplementedError

    def check(self, page: Any, form: Any, data: dict[str, Any]) -> None:
        """What the page asks between form and verb."""

    # --- the verbs of HTTP
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        status, answer, location = idempotency.once(request, self._create)
        row = self.seen(answer["uid"])
        response = etags.answer(request, row, status=status)
        response["Location"] = location
        return response

    def _create(self) -> idempotency.Outcome:
        data = self.shape(data=self.request.data).validated()
        reason = data.pop("reason", "")
        page = self.add_page(data)
        values = self._values(page, data, whole=True)
        written = self._write(page, values, data, reason)
        return 201, {"uid": str(written.uid)}, f"{self.request.path}/{written.uid}"

    def update(self, request: Any, *args: Any, partial: bool = False, **kwargs: Any) -> Response:
        page, row = self._opened(self.edit_page)
        refuse_moves(request.data, row, *self.fixed)
        data = self.shape(data=request.data, partial=partial).validated()
        reason = data.pop("reason", "")
        values = self._values(page, data, whole=partial) | self.versions(row)
        try:
            self._write(page, values, data, reason)
        except EditConflict:
            raise etags.outdated(request, self._now()) from None
        return etags.answer(request, self.record())

    def partial_update(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, partial=True, **kwargs)

    def destroy(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        page, _row = self._opened(self.delete_page)
        try:
            self.take_away(page, request.query_params.get("reason", "")[:LONGEST])
        except EditConflict:
            raise etags.outdated(request, self._now()) from None
        return Response(status=204)

    def take_away(self, page: Any, reason: str) -> None:
        pages.confirm(page, reason=reason)

    def words(self) -> Sequence[Parameter]:
        return (REASON,) if self.action == "destroy" else super().words()

    def _opened(self, kind: Any) -> tuple[Any, dict[str, Any]]:
        """Return page and record if the asker may write and has read the state that stands here now.

        The state is read first: if somebody saves between the two, the page has the newer version and writing fails.
        """
        pages.require_page(kind, self.request)
        row = self.record()
        page = pages.opened(kind, self.request, uid=self.kwargs["uid"])
        etags.require_match(self.request, row)
        return page, row

    def _values(self, page: Any, data: dict[str, Any], *, whole: bool) -> pages.Values:
        """What the forms start from, and on top of it what was sent; with PUT the record itself starts from nothing."""
        forms = [page.form(), *page.more_forms()]
        slug = data.pop("network", "")
        values = {name: value for form in forms[not whole :] for name, value in pages.begun(form).items()}
        return values | self.to_form(data) | pages.chosen_network(forms, slug)

    def _write(self, page: Any, values: pages.Values, data: dict[str, Any], reason: str) -> Any:
        form, more = pages.filled_in(page, values)
        if not all([form.is_valid(), *(one.is_valid() for one in more)]):
            self.explain(form, data)
            pages.refuse_errors(form, more, self.paths(data))
        self.check(page, form, data)
        return pages.write(page, form, more, reason=reason)

    def explain(self, form: Any, data: dict[str, Any]) -> None:
        """Raise a problem of its own for an error of the form that says more than a sentence."""

    def _now(self) -> dict[str, Any] | None:
        try:
            return self.record()
        except Http404:
            return None


REASON = Parameter("reason", "Why; it stands in the history. No details of individual children or families.")


class OfPage(Writable):
    """A noun with a list page: the same search, filters and orders under the same words."""

    page: type[DirectoryList]
    sort = "name"

    def words(self) -> Sequence[Parameter]:
        if self.action != "list":
            return super().words()
        self.listing = self.page.asked(self.request._request, self.request.query_params.urlencode())
        self.found = self.listing.get_queryset()
        self.filterset = cast("Any", self.listing.filterset)
        names = [*self.filterset.filters, "page", "page_size", "sort"]
        return (SEARCH, *(Parameter(name, "") for name in names))

    def documented(self) -> Sequence[Parameter]:
        found, filters = [SEARCH], self.page.filterset_class
        assert filters is not None  # noqa: S101 -- each of the three lists has one
        for name, each in filters.base_filters.items():
            choices = each.extra.get("choices") or ()
            values = (
                tuple(str(value) for value, _label in choices) if isinstance(choices, list | tuple) else ()
            )
            several = isinstance(each, MultipleChoiceFilter)
            found.append(Parameter(name, f"{each.label}, as on the page.", choices=values, several=several))
        return found

    def orders(self) -> Sequence[str]:
        return [column.name for column in self.page.columns if column.order] if self.action == "list" else []

    def listed(self) -> QuerySet:
        """What the page would list for the same words; a value it does not know is an error here."""
        asked = self.request.query_params
        if "q" in asked:
            SEARCH.value(asked["q"])
        columns = {column.name: column.order for column in self.page.columns if column.order}
        order = ordering(asked.get("sort", ""), columns, self.sort)
        _refuse(self.filterset.form)
        return self.found.order_by(*order)

    def count(self, rows: QuerySet) -> int:
        asked = set(self.request.query_params) - {"page", "page_size", "sort"}
        return rows.count() if asked else self.listing.count_base()


def _refuse(form: Any) -> None:
    errors = [
        {"parameter": name, "code": error.code or "invalid", "detail": " ".join(error.messages)}
        for name, found in form.errors.as_data().items()
        for error in found
    ]
    if errors:
        raise Problem(400, "unknown_value", errors[0]["detail"], errors=errors)


def similar(rows: Sequence[Any], how: str) -> Problem:
    """There are records of nearly the same name: named, so that the asker can say which is meant."""
    there = [{"uid": str(row.uid), "name": str(row)} for row in rows]
    sentence = _(
        "There are entries of a very similar name. If yours is another one, send it again with “%(how)s”."
    )
    return Problem(409, "similar", sentence % {"how": how}, similar=there)


def refuse_moves(sent: Any, row: dict[str, Any], *members: str) -> None:
    """What a record belongs to is said once, when it is added; a body that names another owner is refused."""
    sentence = _("This is said once, when it is added. Please add a new one and delete this.")
    errors = [
        {"pointer": f"/{name}", "code": "not_movable", "detail": sentence}
        for name in members
        if isinstance(sent, dict) and sent.get(name) and str(sent[name]) != str(row.get(name))
    ]
    if errors:
        raise wrong_fields(errors)
