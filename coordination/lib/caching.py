"""Pages that are the same for everybody may be kept by caches for a while."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from coordination.lib.middleware import PUBLIC

View = Callable[..., HttpResponseBase]


def public(seconds: int = 60) -> Callable[[View], View]:
    """Decorator: caches may keep the answer so long, if it sets no cookie and nobody is signed in.

    Only for pages without anything personal, whoever asks. In addresses: ``public()(Start.as_view())``. The page
    carries an ETag of its content: who has it already is answered with 304 and nothing else.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = _conditional(request, view(request, *args, **kwargs))
            setattr(response, PUBLIC, seconds)
            return response

        return inner

    return wrap


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return the answer with its ETag, or 304 if the asker has just this content."""
    if hasattr(response, "render"):
        response = response.render()
    if response.streaming or response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
