"""In which language a page speaks: public pages as their address says, the workspace as the account has it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import is_valid_path
from django.utils import translation

OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class LanguageMiddleware:
    """``/en/…`` is English, the workspace speaks the profile's language, all else German.

    Neither cookie nor browser decides, so that public pages can be stored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path[1:] in OTHERS:
            return HttpResponsePermanentRedirect(f"{request.path}/")
        language = language_of(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language of an address, and where it has several, that of who asks."""
    for code in OTHERS:
        if request.path.startswith(f"/{code}/"):
            return code
    if not request.user.is_authenticated or request.user.language == settings.LANGUAGE_CODE:
        return settings.LANGUAGE_CODE
    with translation.override(request.user.language):
        is_known = is_valid_path(request.path_info)
    return request.user.language if is_known else settings.LANGUAGE_CODE
