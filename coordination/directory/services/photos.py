"""The photo of an institution: drawn anew without what cameras write into files, with words for who cannot see it.

A photo that was replaced or removed is gone for good, from history too: people may be in it (§ 22 KUG). So a change of
a photo is not taken back.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from coordination.directory.models import Institution
from coordination.lib import erasure, files, history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet, StoredFile

MOST_BYTES = 12 * 1024 * 1024
LONGEST_SIDE = 1600


@files.purpose("photo", types=files.PICTURES, max_bytes=MOST_BYTES)
def may_read_photo(user: Any, file: StoredFile) -> bool:
    """Whoever sees the institution sees its photo, strangers included if it is public."""
    return Institution.objects.visible_to(user).filter(photo=file, protected_place=False).exists()


def set_photo(
    *, by: Any, institution: Institution, upload: File | None, alt: str, reason: str = ""
) -> Institution:
    """Show a new photo, or with no ``upload`` give the present one other words.

    Raises RuleBroken for protected places, missing words, and files that are no picture or too large.
    """
    if institution.protected_place:
        raise RuleBroken(_("A protected place has no photo."), code="protected")
    if not alt.strip():
        raise RuleBroken(
            _("Please say what the photo shows, for people who cannot see it."), code="alt_missing"
        )
    if upload is None and institution.photo_id is None:
        raise RuleBroken(_("Please choose a photo."), code="photo_missing")
    if upload is not None and (upload.size or 0) > MOST_BYTES:
        raise RuleBroken(_("The photo is too large: at most 12 MB."), code="file_size")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        former = institution.photo_id
        if upload is not None:
            upload.name = "foto.jpg"  # the name people gave it may tell more than the picture
            institution.photo = files.keep_picture(upload, purpose="photo", by=by, longest_side=LONGEST_SIDE)
        institution.photo_alt = alt.strip()
        institution.save()
        if former is not None and former != institution.photo_id:
            forget_photos(institution, [former])
    return institution


def remove_photo(*, by: Any, institution: Institution, reason: str = "") -> Institution:
    """Take the photo away for good; its file goes once that is certain."""
    if institution.photo_id is None:
        raise RuleBroken(_("There is no photo."), code="photo_missing")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason):
        former = institution.photo_id
        institution.photo, institution.photo_alt = None, ""
        institution.save()
        forget_photos(institution, [former])
    return institution


def forget_photos(institution: Institution, ids: Collection[int]) -> None:
    """Delete files that the institution no longer shows, and that it once showed them."""
    erasure.rewrite_history(
        Institution,
        [institution.pk],
        ["photo_id"],
        lambda row: {"photo_id": None} if row["photo_id"] in ids else {},
    )
    for file in StoredFile.objects.filter(pk__in=ids, purpose="photo"):
        file.delete()
