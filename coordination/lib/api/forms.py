"""From the body of a request into a form of the pages: the same rules, the same words, the same guards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.forms import BaseForm
from django.http import QueryDict


def posted(values: Mapping[str, Any]) -> QueryDict:
    """Return values as a browser would send them."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if isinstance(value, list | tuple | set | models.QuerySet):
            data.setlist(name, [_plain(each) for each in value])
        elif value is not None and value is not False:
            data[name] = _plain(value)
    return data


def filled(form: BaseForm) -> dict[str, Any]:
    """Return what the page would show in this form, by name of the input: the values a change starts from."""
    return {form.add_prefix(name): form[name].value() for name in form.fields}


def _plain(value: Any) -> str:
    if value is True:
        return "on"
    if isinstance(value, models.Model):
        return str(value.pk)
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)
