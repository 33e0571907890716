"""Forms for people without an account: no cookie, no riddle to solve, and little joy for programs that send rubbish.

A hidden field that must stay empty, a signed time (not sent faster than a person reads, not a day old), few links. Who
is refused keeps the text and learns what to do. How often somebody may send stands in ``settings.LIMITS``.
docs/adr/0018-public-pages-without-cookie.md
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from coordination.lib import values

SALT = "coordination.lib.guests"
FASTEST, LONGEST = 3, 24 * 3600  # seconds between opening the form and sending it
MOST_LINKS = 2
_LINK = re.compile(r"(?i)https?://|www\.|\[url")


class GuestForm(forms.Form):
    """Base of such forms; free texts are cleaned and may hold two links. Put ``reply_to`` in for an answer by mail."""

    homepage = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["stamp"] = signing.dumps("", salt=SALT)

    def shown_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name != "homepage"]

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("Please leave this field empty."), code="trap")
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            text = cleaned.get(name)
            if isinstance(text, str) and text and name != "stamp":
                self._clean_text(name, text, lines=isinstance(field.widget, forms.Textarea))
        if not self.errors:
            self._check_time(cleaned.get("stamp", ""))
        return cleaned

    def _clean_text(self, name: str, text: str, *, lines: bool) -> None:
        try:
            self.cleaned_data[name] = values.text(text, lines=lines)
        except values.WrongValue as wrong:
            self.add_error(name, wrong)
            return
        if lines and len(_LINK.findall(text)) > MOST_LINKS:
            self.add_error(name, forms.ValidationError(_("Please write at most two links."), code="links"))

    def _check_time(self, stamp: str) -> None:
        try:
            signing.loads(stamp, salt=SALT, max_age=LONGEST)
        except signing.BadSignature:
            self._renew()
            message = _("This page has been open for too long. Your text is kept; please send it once more.")
            raise forms.ValidationError(message, code="too_old") from None
        try:
            signing.loads(stamp, salt=SALT, max_age=FASTEST)
        except signing.SignatureExpired:
            return
        message = _("That was very quick. Your text is kept; please read it once more and send it.")
        raise forms.ValidationError(message, code="too_quick")

    def _renew(self) -> None:
        self.data = {
            **{name: self.data.get(name) for name in self.data},
            "stamp": signing.dumps("", salt=SALT),
        }


def without_cookie(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator of views with a guest form: no CSRF cookie. They act for nobody, so nobody's rights can be misused.

    Whoever is signed in sends as anybody; what comes from another site is refused by what the browser says of it.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
            raise PermissionDenied("cross-site")
        return view(request, *args, **kwargs)

    return csrf_exempt(inner)
