"""The sheet or slides of a briefing: a PDF, read by whoever may read the briefing, or holds the link of a mail."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.files import File
from django.utils import timezone

from coordination.lib import files
from coordination.lib.models import StoredFile
from network.models import Briefing

PURPOSE = "network.sheet"
UNUSED = dt.timedelta(days=1)  # a sheet that was looked at in the preview and never sent


@files.purpose(PURPOSE, types=[files.PDF], max_bytes=10 * 1024 * 1024)
def may_read_sheet(user: Any, file: StoredFile) -> bool:
    return (
        file.owner_id == getattr(user, "pk", 0)
        or Briefing.objects.visible_to(user).filter(sheet=file).exists()
    )


def keep_sheet(*, by: Any, network_id: int, upload: File) -> StoredFile:
    """Keep an upload for the time of the preview; sending the briefing keeps it for good."""
    return files.keep(
        upload, purpose=PURPOSE, by=by, network_id=network_id, delete_after=timezone.now() + UNUSED
    )


def sheet_of(user: Any, uid: str) -> StoredFile | None:
    """The sheet this person uploaded for the preview."""
    try:
        known = UUID(uid)
    except ValueError:
        return None
    return StoredFile.objects.filter(uid=known, owner=user, purpose=PURPOSE).first()
