"""In which language the interface answers: as the program asks, else as the account of the person does."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

_LONGEST = 200


def speak(language: str) -> None:
    """Answer in this language from now on; the middleware around puts the old one back."""
    if language:
        translation.activate(language)


def language_asked(request: Any) -> str:
    """Return the language of ``Accept-Language`` for programs; a browser's session speaks as its account does."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return ""
    known = dict(settings.LANGUAGES)
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:_LONGEST])
    return next((short for tag, _weight in wanted if (short := tag.split("-")[0]) in known), "")
