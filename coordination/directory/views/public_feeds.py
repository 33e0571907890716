"""For machines: what there is to be read (sitemap), what not (robots.txt), what changed (Atom)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.accounts.context import network_here
from coordination.directory import public
from coordination.directory.models import Affiliation, Institution, Listing, Person
from coordination.directory.views.public_ways import AtNetwork

PER_MAP = 20_000  # addresses in one sitemap; the standard allows 50,000
FIXED = (
    "site:start", "charge:now", "public:list", "public:places", "public:types", "public:topics", "site:about",
    "site:contact", "site:imprint", "site:privacy", "site:accessibility", "site:easy",
)  # fmt: skip
CLOSED = ("/arbeit/", "/konto/", "/einladung/", "/dateien/", "/mails/", "/demo/", "/gesund/", "/api/")
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages. A demo is for nobody's index."""
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        closed = [f"Disallow: {path}" for path in CLOSED]
        sitemap = request.build_absolute_uri(reverse("public:sitemap"))
        lines = ["User-agent: *", *closed, f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class Sitemap(AtNetwork):
    """The fixed pages and the entries, page by page if there are many; entries with a person named are left out."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.entries()
        number = kwargs.get("number")
        pages = -(-rows.count() // PER_MAP)
        if number is None and pages > 1:
            return self.index(pages)
        if number is not None and not 1 <= number <= pages:
            raise Http404
        first = ((number or 1) - 1) * PER_MAP
        found = rows.order_by("id").values_list("uid", "confirmed_on")[first : first + PER_MAP]
        addresses = [(reverse(name), None) for name in FIXED] if first == 0 else []
        addresses += [(reverse("public:detail", args=[uid]), day) for uid, day in found]
        lines = [
            f"<url><loc>{self.whole(path)}</loc>{f'<lastmod>{day:%Y-%m-%d}</lastmod>' if day else ''}</url>"
            for path, day in addresses
        ]
        return self.answer(f"<urlset {SPACE}>{''.join(lines)}</urlset>")

    def entries(self) -> Any:
        named = Person.objects.visible_to(None).filter(pk=OuterRef("person"))
        people = Affiliation.objects.in_force().filter(Exists(named), institution=OuterRef("pk"))
        here = Listing.objects.filter(institution=OuterRef("pk"), network=self.network)
        rows = Institution.objects.public_in(self.network).filter(~Exists(people))
        return rows.annotate(confirmed_on=here.values("confirmed_on")[:1])

    def index(self, pages: int) -> HttpResponse:
        lines = [
            f"<sitemap><loc>{self.whole(reverse('public:sitemap-page', args=[number]))}</loc></sitemap>"
            for number in range(1, pages + 1)
        ]
        return self.answer(f"<sitemapindex {SPACE}>{''.join(lines)}</sitemapindex>")

    def whole(self, path: str) -> str:
        return escape(self.request.build_absolute_uri(path))

    def answer(self, xml: str) -> HttpResponse:
        return HttpResponse(XML + xml, content_type="application/xml; charset=utf-8")


def changes(request: HttpRequest) -> HttpResponse:
    """The entries that changed last, as Atom: which and when, not what."""
    network = network_here(request)
    if network is None:
        raise Http404
    whole = request.build_absolute_uri
    feed = Atom1Feed(
        title=_("%(network)s: changed entries") % {"network": network},
        link=whole(reverse("public:list")),
        description="",
        feed_url=whole(request.path),
        language=get_language(),
    )
    for change in public.latest_changes(network, 50):
        record = change["institution"]
        feed.add_item(
            title=record.name,
            link=whole(reverse("public:detail", args=[record.uid])),
            description=str(record.type.name),
            unique_id=f"urn:uuid:{record.uid}",
            updateddate=change["at"],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
