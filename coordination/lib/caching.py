"""Pages that are the same for everybody may be kept by caches for a while."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from coordination.lib.middleware import PUBLIC

View = Callable[..., HttpResponseBase]


def public(seconds: int = 60) -> Callable[[View], View]:
    """Decorator: caches may keep the answer so long, if it sets no cookie and nobody is signed in.

    Only for pages without anything personal, whoever asks. In addresses: ``public()(Start.as_view())``.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            setattr(response, PUBLIC, seconds)
            return response

        return inner

    return wrap
