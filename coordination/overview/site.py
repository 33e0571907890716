"""What a network says about itself: about, contact, imprint, data protection, accessibility, easy language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.context import network_here
from coordination.accounts.models import NetworkText
from coordination.accounts.texts import Shown, shown
from coordination.lib.markdown import to_html
from coordination.lib.personal import notice

STANDARD, EASY, ENGLISH = NetworkText.Variant
TITLES = NetworkText.Page


class TextPage(View):
    """One text: in the language of the address if there is one, else in German; ``easy`` in easy language."""

    page: str = ""
    easy = False
    title: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        network = network_here(request)
        text = self.text(network)
        title = self.title or TITLES(self.page).label
        context = {
            "title": title,
            "network": network,
            "crumbs": [(_("Start"), reverse("site:start")), (title, None)],
            "text": text,
            "html": to_html(text.text, breaks=True) if text else "",
            "is_foreign": bool(text and text.is_german and get_language() != "de"),
            "is_easy": self.easy,
            "standard_url": reverse(f"site:{self.page}") if self.easy else "",
            "easy_url": self.easy_url(network),
            "sections": notice(network) if self.page == NetworkText.Page.PRIVACY and not self.easy else [],
            "barrier_url": reverse("site:barrier") if self.page == NetworkText.Page.ACCESSIBILITY else "",
        }
        return render(request, "site/text.html", context)

    def text(self, network: Any) -> Shown | None:
        if self.easy:
            return shown(self.page, network, wanted=(EASY,))
        wanted = (STANDARD,) if get_language() == "de" else (ENGLISH, STANDARD)
        return shown(self.page, network, wanted=wanted)

    def easy_url(self, network: Any) -> str:
        """Where the same stands in easy language, if it does."""
        if self.easy or shown(self.page, network, wanted=(EASY,)) is None:
            return ""
        return reverse("site:easy" if self.page == NetworkText.Page.ABOUT else f"site:{self.page}-easy")
