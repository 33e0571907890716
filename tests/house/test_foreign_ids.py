"""Another network's id in any address answers as if it did not exist.

The addresses come from the resolver: a new page is in this test by itself.
"""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter

from coordination.accounts.models import Link, Membership, SavedView
from coordination.directory.models import ImportRun, Listing
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet, Job, StoredFile, Tracked
from tests.factories.accounts import MembershipFactory
from tests.factories.directory import (
    AffiliationFactory,
    AgreementFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db

# Addresses whose id is itself the secret or that show public data to everybody.
PUBLIC = {"lib:mail-as-it-arrives"}


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the name of every page whose address holds ids only, with the names of these ids."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and pattern.name:
            converters = pattern.pattern.converters
            if converters and all(isinstance(one, UUIDConverter) for one in converters.values()):
                yield f"{namespace}{pattern.name}", list(converters)


PAGES = sorted({name: ids for name, ids in addresses(get_resolver()) if name not in PUBLIC}.items())


@pytest.fixture
def theirs(noor, other_network) -> list[uuid.UUID]:
    """One of everything in the other network."""
    institution = InstitutionFactory(name="Fremde Kita")
    ListingFactory(institution=institution, network=other_network, level=Level.COORDINATION)
    things: list = [
        institution,
        Listing.objects.get(institution=institution),
        ContactPointFactory(institution=institution),
        AffiliationFactory(institution=institution),
        ServiceFactory(provider=institution),
        AgreementFactory(institution=institution, kind="8a4", signed_on="2026-01-01"),
        MembershipFactory(network=other_network),
        Membership.objects.get(user=noor),
        other_network,
        noor,
        ImportRun.objects.create(network=other_network, by=noor, file_name="fremd.csv", file_hash="0"),
        SavedView.objects.create(
            owner=noor, network=other_network, page="directory:institution-list", name="Fremd"
        ),
        Link.make(
            Link.Purpose.INVITATION, recipient="x@example.org", network=other_network, made_by=noor, data={}
        )[0],
        ChangeSet.objects.latest("id"),
        Job.objects.create(owner=noor, title="Fremde Arbeit"),
        StoredFile.objects.create(
            name="fremd.csv",
            place="x",
            content_type="text/csv",
            size=1,
            sha256="0",
            purpose="import",
            owner=noor,
        ),
    ]
    things.append(things[3].person)
    return [thing.uid for thing in things]


def said(response) -> tuple[int, str]:
    """Return what an answer tells, without what differs each time."""
    if response.status_code in {301, 302}:
        return response.status_code, re.sub(r"[0-9a-f-]{36}", "ID", response.url)
    text = re.sub(r"[0-9a-f-]{36}", "ID", response.content.decode())
    return response.status_code, re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text)


def test_there_are_pages_to_try():
    assert len(PAGES) > 10


@pytest.mark.long  # at each run the rights matrix does so, as the coordinator next door
@pytest.mark.parametrize(("name", "ids"), PAGES, ids=[name for name, _ids in PAGES])
def test_a_foreign_id_answers_like_a_missing_one(name, ids, ada, theirs, client, network):
    client.force_login(ada)
    missing = uuid.uuid4()

    for method in (client.get, client.post):
        expected = said(method(reverse(name, kwargs=dict.fromkeys(ids, missing))))
        # 415: the interface refuses a form before it looks for anything, whatever the id.
        assert expected[0] in {404, 405, 415}, f"{name} answers {expected[0]} to an id that does not exist"
        for foreign in theirs:
            assert said(method(reverse(name, kwargs=dict.fromkeys(ids, foreign)))) == expected, name


def test_the_check_would_see_a_page_that_opens_foreign_entries(ada, theirs, client, monkeypatch):
    """The counter-check: without the rights in the QuerySet the same comparison fails."""
    from coordination.directory.models import Institution

    client.force_login(ada)
    monkeypatch.setattr(
        type(Institution.objects.all()), "visible_to", lambda rows, user: rows.filter(removed_at__isnull=True)
    )
    monkeypatch.setattr(type(Institution.objects.all()), "listed_in", lambda rows, networks: rows)

    answers = {
        said(client.get(reverse("directory:institution-detail", args=[uid])))
        for uid in (theirs[0], uuid.uuid4())
    }

    assert len(answers) == 2


def test_every_tracked_model_has_a_public_id():
    from django.apps import apps

    assert all(
        model._meta.get_field("uid").unique for model in apps.get_models() if issubclass(model, Tracked)
    )
