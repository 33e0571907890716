"""``Idempotency-Key``: the same request sent again does nothing again and gets the same answer, for a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.response import Response

from coordination.lib.api.problems import Problem
from coordination.lib.models import KeptAnswer

HEADER = "Idempotency-Key"
LONGEST = 200
_PLACES = {"row", "pointer", "field", "code"}  # what of an error may be kept

# What a verb gives back: status, the members of the answer that may be kept, and the address of what was made.
Outcome = tuple[int, dict[str, Any], str]


def once(request: Any, work: Callable[[], Outcome]) -> Outcome:
    """Do ``work`` once per person and key, in one transaction with its note; without the header do it at once."""
    key = request.headers.get(HEADER, "")
    if not key:
        return work()
    if len(key) > LONGEST:
        sentence = _("“Idempotency-Key” is too long: at most %(most)s signs.")
        raise Problem(400, "key_too_long", sentence % {"most": LONGEST})
    mine = KeptAnswer.objects.filter(user=request.user, key=_digest(key))
    mine.filter(at__lt=timezone.now() - KeptAnswer.KEPT).delete()
    sent = _digest(request.method, request.path, json.dumps(request.data, sort_keys=True, default=str))
    if (kept := mine.first()) is not None:
        return _again(kept, sent)
    try:
        with transaction.atomic():
            note = KeptAnswer.objects.create(user=request.user, key=_digest(key), request=sent)
            status, answer, location = work()
            note.status, note.answer, note.location = status, _without_values(answer), location
            note.save(update_fields=["status", "answer", "location"])
    except IntegrityError:  # two at once: the other one has done it
        if (kept := mine.first()) is None:
            raise
        return _again(kept, sent)
    return status, answer, location


def replayed(outcome: Outcome, **more: Any) -> Response:
    status, answer, location = outcome
    headers = {"Location": location} if location else {}
    return Response(answer, status=status, headers=headers, **more)


def _without_values(answer: dict[str, Any]) -> dict[str, Any]:
    """What may be kept: errors of rows without what was sent."""
    if not (errors := answer.get("errors")):
        return answer
    return answer | {"errors": [{k: v for k, v in error.items() if k in _PLACES} for error in errors]}


def _again(kept: KeptAnswer, sent: str) -> Outcome:
    if kept.request != sent:
        sentence = _("This “Idempotency-Key” was used for another request. Please choose a new one for each.")
        raise Problem(422, "key_used", sentence)
    return kept.status, kept.answer, kept.location


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
