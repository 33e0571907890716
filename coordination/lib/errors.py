"""What goes wrong in the language of the field: a sentence for the person, a code for the test and the API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class RuleBroken(ValidationError):
    """A rule of the field forbids this. A form takes it as it is: ``add_error(None, broken)``."""

    def __init__(self, message: Any, *, code: str) -> None:
        super().__init__(message, code=code)


class EditConflict(RuleBroken):
    """Somebody saved the same row meanwhile. ``current`` is the row as it stands now (None: it is gone)."""

    def __init__(self, current: object = None) -> None:
        self.current = current
        super().__init__(
            _(
                "Somebody else has changed this entry in the meantime."
                " Your entries are kept; please compare both versions."
            ),
            code="edit_conflict",
        )
