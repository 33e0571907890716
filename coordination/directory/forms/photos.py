"""Form of an institution's photo: the file and the words for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.records import RecordForm, house_field
from coordination.directory.models import Institution


class PhotoForm(RecordForm):
    """A photo that is there already can be given other words without another file."""

    upload = forms.FileField(
        label=_("Photo"),
        required=False,
        max_length=200,
        help_text=_(
            "JPEG, PNG or WebP, at most 12 MB. Place and camera are taken out of the file. Please show no children, "
            "and nobody who has not agreed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"empty": _("The file is empty."), "required": _("Please choose a photo.")},
    )
    groups_of_fields = [("photo", "", "", ["upload", "photo_alt"])]

    class Meta:
        model = Institution
        fields = ["photo_alt"]
        formfield_callback = house_field
        help_texts = {
            "photo_alt": _(
                "In one sentence, for people who cannot see it: entrance with ramp, red brick house."
            )
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["upload"].required = self.instance.photo_id is None
        self.fields["photo_alt"].required = True
        self.fields["photo_alt"].error_messages["required"] = _(
            "Please say what the photo shows, for people who cannot see it."
        )
