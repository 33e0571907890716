"""Files of events: slides and checklists of sessions. Handed out by pages that ask for the rights themselves."""

from __future__ import annotations

from typing import Any

from coordination.lib import files
from coordination.lib.models import StoredFile

MATERIAL = "material"


@files.purpose(MATERIAL, types=[files.PDF, *files.PICTURES, files.DOCX, files.XLSX, files.ODS, files.TEXT])
def may_read(user: Any, file: StoredFile) -> bool:
    """Whoever may see the material it belongs to."""
    from meetings.models import Material  # noqa: PLC0415 -- purposes are declared before models are used

    return Material.objects.visible_to(user).filter(file=file).exists()
