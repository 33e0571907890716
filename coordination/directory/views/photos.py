"""The photo of an institution: set, described, taken away."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.directory.forms.photos import PhotoForm
from coordination.directory.models import Institution
from coordination.directory.services.photos import remove_photo, set_photo
from coordination.directory.views.confirming import ConfirmPage
from coordination.directory.views.records import INSTITUTION, RecordForm


class PhotoEdit(RecordForm):
    """One file and one sentence. A protected place has no such page."""

    title = gettext_lazy("Photo")
    done_text = gettext_lazy("The photo has been saved.")

    def find(self) -> None:
        self.owner = self.editable(INSTITUTION, self.kwargs["uid"])
        if self.owner.protected_place:
            raise Http404

    def form(self, data: Any = None) -> PhotoForm:
        return PhotoForm(data, self.request.FILES if data is not None else None, instance=self.owner)

    def write(self, form: PhotoForm, more: list[Any]) -> Institution:
        upload, alt = form.cleaned_data["upload"], form.cleaned_data["photo_alt"]
        if upload is None and "photo_alt" not in form.changed_data:
            return self.owner
        return set_photo(
            by=self.request.user, institution=self.owner, upload=upload, alt=alt, reason=form.reason_given
        )

    def undo_url(self, written: Any, change_set: Any) -> str:
        return ""  # what was replaced is gone

    def more_context(self, form: PhotoForm) -> dict[str, Any]:
        if self.owner.photo_id is None:
            return {}
        return {
            "delete_url": reverse("directory:institution-photo-remove", args=[self.owner.uid]),
            "delete_label": _("Remove the photo …"),
        }


class PhotoRemove(ConfirmPage):
    title = gettext_lazy("Remove the photo")

    def find(self) -> None:
        self.owner = get_object_or_404(INSTITUTION.editable_by(self.request.user), uid=self.kwargs["uid"])
        if self.owner.photo_id is None:
            raise Http404

    def asked(self) -> dict[str, Any]:
        return {
            "question": _("Remove the photo of %(name)s?") % {"name": self.owner},
            "text": _("It is deleted for good, in the history as well. This cannot be taken back."),
            "confirm_label": _("Delete for good"),
        }

    def write(self) -> str:
        remove_photo(by=self.request.user, institution=self.owner)
        return _("The photo has been deleted.")

    def undo_url(self, change_set: Any) -> str:
        return ""
