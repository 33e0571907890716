"""ETags: a record's version and a digest of all that is shown of it; who writes says which state was read.

``If-None-Match`` saves sending the same again (304). ``If-Match`` is compulsory for changing and deleting: without it
428, with an older state 412 and both states. ``"7"``, the bare version as lists carry it, is a valid word there too.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from coordination.lib.api.problems import Problem

_encode = JSONEncoder(sort_keys=True).encode


def etag_of(row: dict[str, Any]) -> str:
    """Return the ETag of a record as this person sees it; ``row`` holds ``version`` and the versions of its parts."""
    seen = hashlib.blake2b(_encode(row).encode(), digest_size=8).hexdigest()
    return f'"{row["version"]}-{seen}"'


def answer(request: Any, row: dict[str, Any], **more: Any) -> Response:
    """Answer with a record and its ETag, or with 304 if the asker has just this."""
    tag = etag_of(row)
    given = _tags(request.headers.get("If-None-Match", ""))
    if request.method in {"GET", "HEAD"} and ("*" in given or tag in given):
        return Response(status=304, headers={"ETag": tag})
    response = Response(row, **more)
    response["ETag"] = tag
    return response


def require_match(request: Any, row: dict[str, Any]) -> None:
    """Raise 428 or 412 unless the asker has read the state that stands here now."""
    given = _tags(request.headers.get("If-Match", ""))
    if not given or given == ["*"]:
        sentence = _(
            "Please send the ETag of the state you have read in the header “If-Match”, so that nobody's change is lost."
        )
        raise Problem(428, "if_match_missing", sentence)
    if not {etag_of(row), f'"{row["version"]}"'} & set(given):
        raise outdated(request, row)


def outdated(request: Any, row: dict[str, Any] | None) -> Problem:
    """Somebody else was first: both states, and the ETag with which to write all the same."""
    sentence = _(
        "Somebody else has changed this entry in the meantime. Please compare both states and send again."
    )
    tag = {"ETag": etag_of(row)} if row is not None else {}
    sent = request.data if request.method != "DELETE" else None
    return Problem(412, "edit_conflict", sentence, headers=tag, current=row, sent=sent)


def _tags(header: str) -> list[str]:
    """Return the tags of a header; a weak one (W/) is taken like a strong one, since proxies weaken them."""
    return [each.strip().removeprefix("W/") for each in header.split(",") if each.strip()]
