"""Everything that goes wrong in the interface is one shape: ``application/problem+json`` (RFC 9457).

``detail`` is a sentence for a person in the person's language, ``code`` the word for the program; ``errors`` name each
wrong place of the body (``pointer``, RFC 6901) or of the address (``parameter``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"


class Problem(exceptions.APIException):
    """An answer that says what is wrong; ``more`` holds further members, such as both states of an edit conflict."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: Any,
        *,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        self.status_code, self.code, self.detail = status, code, detail
        self.errors, self.headers, self.more = list(errors), dict(headers or {}), more

    def body(self) -> dict[str, Any]:
        found = {
            "type": "about:blank",
            "title": HTTPStatus(self.status_code).phrase,
            "status": self.status_code,
            "code": self.code,
            "detail": str(self.detail),
        }
        return found | ({"errors": self.errors} if self.errors else {}) | self.more


def wrong_parameter(name: str, code: str, sentence: Any) -> Problem:
    """One word of the address is wrong."""
    errors = [{"parameter": name, "code": code, "detail": str(sentence)}]
    return Problem(400, code, sentence, errors=errors)


def wrong_fields(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """Fields of the body are wrong; every one of them is named."""
    found = list(errors)
    sentence = (
        found[0]["detail"] if len(found) == 1 else _("Several fields are wrong; each is named in “errors”.")
    )
    return Problem(400, "invalid", sentence, errors=found)


def pointed(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Yield the errors of a serializer one by one, each with the place in the body."""
    if isinstance(detail, Mapping):
        for name, inside in detail.items():
            yield from pointed(inside, path if name == "non_field_errors" else f"{path}/{_escaped(name)}")
    elif isinstance(detail, list):
        for number, inside in enumerate(detail):
            is_leaf = isinstance(inside, exceptions.ErrorDetail)
            yield from pointed(inside, path if is_leaf else f"{path}/{number}")
    else:
        yield {"pointer": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def of_form(form: Any, path: str = "") -> list[dict[str, str]]:
    """Return the errors of a form of the pages as places in the body; the names of its fields are ours too."""
    found = []
    for name, errors in form.errors.as_data().items():
        pointer = path if name == "__all__" else f"{path}/{_escaped(name)}"
        found += [
            {"pointer": pointer, "code": error.code or "invalid", "detail": " ".join(error.messages)}
            for error in errors
        ]
    return found


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of the interface; what it does not know stays an error of ours (500)."""
    problem = _of(exc)
    if problem is None:
        return None
    response = Response(problem.body(), status=problem.status_code, headers=problem.headers)
    response.content_type = CONTENT_TYPE
    return response


def _of(exc: Exception) -> Problem | None:
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, Http404 | exceptions.NotFound):
        return Problem(404, "not_found", _("There is no such entry, or it is not for you."))
    if isinstance(exc, PermissionDenied | exceptions.PermissionDenied):
        return Problem(403, "forbidden", _("Your roles give no right to this."))
    if isinstance(exc, RequestDataTooBig):
        return Problem(413, "too_large", _("This is too large for one request."))
    if isinstance(exc, IntegrityError):  # two at once, which no form can foresee
        sentence = _("This request collides with another one. Please read the record and send again.")
        return Problem(409, "collision", sentence)
    if isinstance(exc, ValidationError):  # RuleBroken among them
        return Problem(409, getattr(exc, "code", None) or "invalid", " ".join(exc.messages))
    return _of_framework(exc) if isinstance(exc, exceptions.APIException) else None


def _of_framework(exc: exceptions.APIException) -> Problem:
    headers = {"WWW-Authenticate": exc.auth_header} if getattr(exc, "auth_header", None) else {}
    if isinstance(exc, exceptions.Throttled):
        wait = math.ceil(exc.wait or 60)
        sentence = _("That was very often in a short time. Please wait %(seconds)s seconds.") % {
            "seconds": wait
        }
        return Problem(429, "too_many_requests", sentence, headers={"Retry-After": str(wait)})
    if isinstance(exc, exceptions.ValidationError):
        return wrong_fields(pointed(exc.detail))
    sentences = {
        exceptions.NotAuthenticated: _("Please sign in, or send a token: “Authorization: Token …”."),
        exceptions.AuthenticationFailed: _("This token is not valid, or no longer."),
        exceptions.MethodNotAllowed: _(
            "This method is not possible here; the header “Allow” names those that are."
        ),
        exceptions.UnsupportedMediaType: _(
            "This content type is not understood here. Please send application/json."
        ),
        exceptions.ParseError: _("The body could not be read."),
    }
    sentence = sentences.get(type(exc), str(exc.detail))
    return Problem(exc.status_code, getattr(exc.detail, "code", "invalid"), sentence, headers=headers)


def _escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
