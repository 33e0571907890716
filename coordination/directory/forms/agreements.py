"""Form of an agreement."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.directory.forms.owned import OwnedForm
from coordination.directory.forms.records import house_field
from coordination.directory.models import Agreement


class AgreementForm(OwnedForm):
    """Kind and dates. The paper itself is not stored, certificates of conduct (§ 72a SGB VIII) never."""

    class Meta:
        model = Agreement
        fields = ["kind", "signed_on", "valid_until", "review_due", "note"]
        formfield_callback = house_field
        help_texts = {
            "note": _("Where the paper lies, for example. Certificates of conduct are never noted here.")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        mine = self.instance
        others = Agreement.objects.filter(institution=mine.institution, network=mine.network_id, kind=kind)
        if kind and others.exclude(pk=self.instance.pk).exists():
            self.add_error("kind", _("There is already an agreement of this kind. Please edit that one."))
        return cleaned
