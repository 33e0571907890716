"""Reading a body: JSON of bounded size and depth, with a sentence that says where it breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

from coordination.lib.api.problems import Problem

_IMPOSSIBLE = re.compile("[\\x00\\ud800-\\udfff]")


class JSONBody(BaseParser):
    """Takes ``application/json`` in UTF-8."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            sentence = _("The body is too large: at most %(most)s MiB in one request.")
            raise Problem(413, "too_large", sentence % {"most": most // 2**20})
        try:
            found = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
        except UnicodeDecodeError as error:
            raise Problem(400, "parse_error", _("The body is not in UTF-8.")) from error
        except json.JSONDecodeError as error:
            sentence = _("The body is no JSON: it breaks in line %(line)s, column %(column)s.")
            told = sentence % {"line": error.lineno, "column": error.colno}
            raise Problem(400, "parse_error", told) from error
        except (RecursionError, ValueError) as error:
            raise Problem(400, "parse_error", _("The body is no JSON that can be read here.")) from error
        if (b"\\u" in raw or b"\0" in raw) and not all(_can_be_kept(text) for text in _texts(found)):
            raise Problem(
                400, "impossible_sign", _("The body holds a sign that no text can hold, such as NUL.")
            )
        return found


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for name, inside in found.items():
            yield name
            yield from _texts(inside)
    elif isinstance(found, list):
        for inside in found:
            yield from _texts(inside)


def _can_be_kept(text: str) -> bool:
    """Whether both databases take it: no NUL, no half of a pair of surrogates."""
    return _IMPOSSIBLE.search(text) is None


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)
