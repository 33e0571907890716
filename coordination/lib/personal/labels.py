"""What columns are called that forms never show, so that nobody reads names of columns in an export or a notice."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Any] = {
    "account": _("account elsewhere"),
    "address": _("network address"),
    "answer": _("answer"),
    "asked_by": _("asked by"),
    "asked_at": _("asked"),
    "at": _("time"),
    "attempt_time": _("time"),
    "by": _("done by"),
    "content_type": _("kind of file"),
    "created_at": _("made"),
    "data": _("name in the invitation"),
    "decided_by": _("decided by"),
    "device": _("device"),
    "done_by": _("done by"),
    "email_address": _("e-mail address"),
    "error": _("error"),
    "expire_date": _("end of the session"),
    "expires_at": _("valid until"),
    "extra_data": _("what the other account told"),
    "granted_by": _("granted by"),
    "html": _("mail as page"),
    "location": _("address of the answer"),
    "made_at": _("made"),
    "made_by": _("made by"),
    "message": _("message"),
    "message_id": _("number of the mail"),
    "name": _("name"),
    "network": _("network"),
    "object_pk": _("entry"),
    "owner": _("account"),
    "person": _("person"),
    "provider": _("other account"),
    "purpose": _("purpose"),
    "reply_to": _("address for the answer"),
    "result_url": _("address of the result"),
    "scopes": _("scope"),
    "sent_at": _("sent"),
    "state": _("state"),
    "subject": _("subject"),
    "text": _("text"),
    "title": _("title"),
    "to": _("recipient"),
    "type": _("kind"),
    "uid": _("number"),
    "user": _("account"),
    "value": _("number or address"),
}


def label(column: models.Field) -> str:
    """Return a column in the words of its form, else in ours; a capital letter first."""
    words = str(column.verbose_name)
    if words == column.name.replace("_", " ") and column.name in _WORDS:
        words = str(_WORDS[column.name])
    return str(capfirst(words))


def has_words(column: models.Field) -> bool:
    """Whether people have a word for it at all."""
    return column.name in _WORDS or str(column.verbose_name) != column.name.replace("_", " ")
