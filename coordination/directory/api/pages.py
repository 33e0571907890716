"""Writing through the forms of the pages: whoever may open the page may write here, by the same rules and words."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import BaseForm, ModelChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

from coordination.accounts.permissions import scope_of
from coordination.lib import history
from coordination.lib.api.forms import posted
from coordination.lib.api.problems import Problem, of_form, wrong_fields
from coordination.lib.models import ChangeSet

Values = dict[str, Any]  # by the name of the input, prefix included


def require_page(kind: Any, request: Any) -> None:
    """Raise PermissionDenied unless this person may open pages of this kind at all."""
    if not scope_of(request.user).may(kind.permission, reach=kind.reach):
        raise PermissionDenied(kind.permission)


def opened(kind: Any, request: Any, *, options: Any = None, **kwargs: Any) -> Any:
    """Return the page as this person has opened it, its record found; 403 and 404 as there."""
    require_page(kind, request)
    other = copy(request._request)
    other.method, other.GET, other.POST = "POST", QueryDict(), QueryDict(mutable=True)
    page = kind(**(options or {}))
    page.setup(other, **kwargs)
    page.find()
    return page


def begun(form: BaseForm) -> Values:
    """Return what the form starts from: the values stored, as a browser would send them back untouched."""
    return {form.add_prefix(name): _initial(form, name) for name in form.fields}


def _initial(form: BaseForm, name: str) -> Any:
    value = form.get_initial_for_field(form.fields[name], name)
    # A text that names another record: by its id, a name may mean two.
    return str(value.uid) if isinstance(value, models.Model) and hasattr(value, "uid") else value


def chosen_network(forms: list[BaseForm], slug: str) -> Values:
    """Return the input that says to which network something new belongs; where several are possible it must be said."""
    for form in forms:
        field = form.fields.get("network")
        if isinstance(field, ModelChoiceField) and field.queryset is not None:
            known = {network.slug: network.pk for network in field.queryset}
            if slug in known:
                return {form.add_prefix("network"): known[slug]}
            raise unknown_network(slug, known)
    mine = next((form.instance.network for form in forms if getattr(form.instance, "network", None)), None)  # type: ignore[attr-defined]
    if slug and (mine is None or mine.slug != slug):
        raise unknown_network(slug, [mine.slug] if mine else [])
    return {}


def unknown_network(slug: str, known: Collection[str]) -> Problem:
    """The network that is named is none of the asker's here, or none is named."""
    sentence = _("“%(value)s” is not known here. Known: %(known)s.")
    if not slug:
        sentence = _("Please name the network. Known: %(known)s.")
    told = sentence % {"value": slug[:60], "known": ", ".join(known)}
    return wrong_fields([{"pointer": "/network", "code": "unknown_network", "detail": told}])


def filled_in(page: Any, values: Values) -> tuple[Any, list[Any]]:
    """Return the page's forms with these values."""
    page.request.POST.update(data := posted(values))
    return page.form(data), page.more_forms(data)


def refuse_errors(form: Any, more: list[Any], paths: dict[str, str]) -> None:
    """Raise the problem with every error of every form; ``paths``: prefix of a form → place of its data in the body."""
    errors = of_form(form)
    for one in more:
        errors += of_form(one, paths.get(one.prefix or "", ""))
    if errors:
        sentence = errors[0]["detail"]
        raise Problem(400, "invalid", sentence, errors=errors)


def write(page: Any, form: Any, more: list[Any], *, reason: str = "") -> Any:
    """Call the page's verb in one change set of the interface, with the versions that were read."""
    for one in (form, *more):
        if (version := one.cleaned_data.get("version")) and one.instance.pk:
            one.instance.version = version
    with history.changes(by=page.request.user, source=ChangeSet.Source.API, reason=reason[:200]):
        return page.write(form, more)


def confirm(page: Any, *args: Any, reason: str = "") -> None:
    """Do what a page asks to confirm, such as deleting."""
    with history.changes(by=page.request.user, source=ChangeSet.Source.API, reason=reason[:200]):
        page.write(*args)
