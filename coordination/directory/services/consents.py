"""Wordings of consents: published anew, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Network
from coordination.accounts.permissions import require
from coordination.accounts.services import audit
from coordination.directory.models import ConsentText
from coordination.lib.errors import RuleBroken


@transaction.atomic
def publish_wording(
    *, by: Any, network: Network, version: str, text: str, valid_from: dt.date | None = None
) -> ConsentText:
    """Publish the next wording of a network; what people agreed to before stays as it was."""
    require(by, "directory.change_person", network)
    day = valid_from or timezone.localdate()
    if day < timezone.localdate():
        raise RuleBroken(_("A wording cannot hold from a day that is over."), code="past")
    wording = ConsentText(network=network, version=version.strip(), text=text.strip(), valid_from=day)
    try:
        wording.full_clean()
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages), code="wording_invalid") from error
    wording.save(force_insert=True)
    audit.record(by=by, did=AuditEntry.Did.CONSENT_TEXT, to=wording, network=network, detail=wording.version)
    return wording
