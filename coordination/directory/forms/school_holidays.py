"""Form of one row of school holidays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from coordination.directory.forms.records import RecordForm, house_field
from coordination.places.models import SchoolHoliday

LONGEST = dt.timedelta(days=60)


class SchoolHolidayForm(RecordForm):
    """From the first to the last free day, both counted."""

    class Meta:
        model = SchoolHoliday
        fields = ["land", "name", "first", "last", "source", "checked_on"]
        formfield_callback = house_field

    def __init__(self, *args: Any, lands: Any, **options: Any) -> None:
        self.lands = lands
        super().__init__(*args, **options)
        self.fields["land"].queryset, self.fields["land"].empty_label = lands, None
        self.fields["source"].help_text = _(
            "Where the dates stand, for example: ministry of schools, decree of …"
        )

    def more_options(self) -> dict[str, Any]:
        return {"lands": self.lands}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error(
                "last", _("Holidays of more than 60 days are surely a slip. Please check the year.")
            )
        return cleaned
