"""Every address of the resolver × every role × own, foreign, missing: nobody reads what is not theirs, nobody learns
that it exists.

Nothing here is listed by hand: addresses come from the resolver, roles from the table, models from the registry. A new
page is tried by itself; a new model with rights must be put into the world (``tests/matrix/rooms``), or a test fails.
"""

from __future__ import annotations

import fcntl
import functools
import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from coordination import urls
from coordination.accounts.roles import MAY, Role
from coordination.api import NOUNS
from coordination.lib.levels import Level
from coordination.lib.models import ChangeSet
from coordination.lib.search import true_up, vocabulary
from tests.matrix.addresses import MISSING, Address, addresses
from tests.matrix.answers import text_of, told
from tests.matrix.world import READERS, Reader, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAMES = ["nobody", "no role", *(str(role) for role in READERS), "coordinator next door"]
ONLY_IN_THE_DEMO = {"lib:mail-as-it-arrives"}
# Words of data that are reckoned with and shown on no page of their own.
SILENT = ("part.street", "variant.body", "restricted by a colleague")
NONSENSE = "Qzzyyxxwwvvu"

QUICK = {"nobody", "professional", "coordinator next door"}


def some_now(names, quick=QUICK) -> list:
    """Some readers at each run, all of them in the long one."""
    return [pytest.param(name, marks=[] if name in quick else [pytest.mark.long]) for name in names]


def briefly(request, exception=None):
    """What stands on the page of an error, without the page around it: most of the answers here are such."""
    return HttpResponse(f"{exception}", status=403 if isinstance(exception, PermissionDenied) else 404)


@pytest.fixture
def world(db, monkeypatch):
    monkeypatch.setattr(urls, "handler403", briefly, raising=False)
    monkeypatch.setattr(urls, "handler404", briefly, raising=False)
    made = make_world()
    vocabulary.forget()
    true_up()
    logging.disable(logging.CRITICAL)  # thousands of pages are not found here
    yield made
    logging.disable(logging.NOTSET)
    vocabulary.forget()


def sign_in(client, reader: Reader) -> None:
    client.raise_request_exception = bool(os.environ.get("RAISE"))
    if reader.user is not None:
        client.force_login(reader.user)


@functools.cache
def fitting() -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
    """Filled by ``discover``: which kinds of record open at an address with ids."""
    return {}


def discover(world: World, client) -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
    """Return which kinds open at which address; found out once, for all workers of a run."""
    known = fitting()
    if known:
        return known
    if not (run := os.environ.get("PYTEST_XDIST_TESTRUNUID")):
        return tried(world, client)
    shared = Path(settings.STATE_DIR) / f"matrix-{run}.json"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if shared.exists():
            rows = json.loads(shared.read_text())
            known.update({(name, tuple(ids)): frozenset(labels) for name, ids, labels in rows})
        else:
            tried(world, client)
            shared.write_text(
                json.dumps([[name, ids, sorted(found)] for (name, ids), found in known.items()])
            )
    return known


def tried(world: World, client) -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
    """Try one record of each kind in each address, as the coordinator."""
    known = fitting()
    coordinator = world.reader("coordinator")
    sign_in(client, coordinator)
    kinds = world.things[world.ours]
    samples = {label: by_level[min(by_level)] for label, by_level in kinds.items()}
    samples = {label: thing for label, thing in samples.items() if hasattr(thing, "uid")}
    for address in addresses():
        if not address.ids:
            continue
        labels = set()
        for method in ("get", "post"):
            ask = functools.partial(rolled_back, getattr(client, method))
            with CaptureQueriesContext(connection) as said_in_sql:
                missing = outcome(method, address.at(MISSING), coordinator.user)
            looked_up = tables_asked(said_in_sql)
            said = told(ask(address.at(MISSING))) if missing not in {404, 405} else (missing, "")
            if said[0] == 405:
                continue
            for label, thing in samples.items():
                if not beside(address, label) or (looked_up and thing._meta.db_table not in looked_up):
                    continue
                url = address.at(thing.uid, *second(thing))
                # A page that answers kindly, or asks something first: what it says counts.
                found = outcome(method, url, coordinator.user) if missing == 404 else told(ask(url))
                labels.update([label] if found != (404 if missing == 404 else said) else [])
            break
        known[address.name, address.ids] = frozenset(labels)
    client.logout()
    return known


def tables_asked(queries: CaptureQueriesContext) -> set[str]:
    """Return the tables that a view asked for the id that is nowhere: only records of these can open there."""
    ids = (MISSING.hex, str(MISSING))
    asking = [query["sql"] for query in queries if any(each in query["sql"] for each in ids)]
    return {word for sql in asking for word in re.findall(r'"(\w+)"', sql)}


def outcome(method: str, url: str, user) -> object:
    """What a view answers by itself, without what stands around it: thousands of times, most of them 404."""
    match = resolve(url)
    request = getattr(RequestFactory(), method)(url)
    request.user, request.resolver_match, request.session = user, match, SessionStore()
    request._dont_enforce_csrf_checks = True
    request._messages = FallbackStorage(request)
    request.htmx = HtmxDetails(request)
    try:
        with transaction.atomic():
            answer = match.func(request, *match.args, **match.kwargs)
            transaction.set_rollback(True)
            for close in answer._resource_closers:  # files; the whole close() would end the connection too
                close()
    except Http404:
        return 404
    except Exception as trouble:  # wants more than a bare request: something is there
        return type(trouble)
    return answer.status_code


# Where the words of addresses are not those of rooms.
ROOM_OF = {
    "ways": "pathways",
    "public": "directory",
    "charge": "directory",
    "net": "network",
    "dates": "meetings",
    "site": "overview",
}
# What pages of every room open beside records of their own.
LOW = ("lib.", "places.", "accounts.Network", "directory.Institution", "directory.Person")
UPPER = {"meetings": ("network.Concern", "pathways.Release"), "overview": ("",)}


def room_of(address: Address) -> str:
    namespace, _colon, name = address.name.partition(":")
    if namespace == "api":
        nouns = [noun for noun in NOUNS if name.startswith(f"{noun}-")]
        return NOUNS[max(nouns, key=len)].room if nouns else "overview"
    return ROOM_OF.get(namespace, namespace)


def beside(address: Address, label: str) -> bool:
    """Whether a record may open at an address at all: pages of a room open records of that room and of the ground."""
    room = room_of(address)
    return label.startswith((f"{room}.", *LOW, *UPPER.get(room, ())))


def second(thing) -> list:
    """The id of the change that made a record, for addresses that name both."""
    history = getattr(thing, "history", None)
    change = (
        history.order_by("history_id").values_list("change_set__uid", flat=True).first() if history else None
    )
    return [change] if change else []


def rolled_back(ask, *args, **more):
    with transaction.atomic():
        answer = ask(*args, **more)
        if not answer.streaming:
            answer.content  # noqa: B018 -- rendered while the rows are there
        transaction.set_rollback(True)
    return answer


def records(world: World, fits: dict, address: Address) -> Iterator[tuple]:
    """Yield the records that fit an address: (thing, level, network)."""
    for network, kinds in world.things.items():
        for label in fits[address.name, address.ids]:
            for level, thing in kinds.get(label, {}).items():
                yield thing, level, network


def leaks(world: World, reader: Reader, answer, seen: set[str]) -> list[str]:
    assert answer.status_code < 500, f"{answer.request['PATH_INFO']} breaks for {reader.name}"
    text = text_of(answer).lower()
    found = [canary for canary in world.canaries if canary.word.lower() in text]
    seen.update(canary.word for canary in found)
    return [str(canary) for canary in found if not canary.readable_by(reader)]


def visit(
    world: World, reader: Reader, client, fits: dict, seen: set[str], *, room: str = ""
) -> dict[str, list[str]]:
    """Open every address (of one room) as one reader; return what leaked, by address."""
    faults: dict[str, list[str]] = {}
    for address in addresses():
        if room and room_of(address) != room:
            continue
        if not address.ids:
            url = address.at()
            if found := leaks(world, reader, client.get(url), seen):
                faults[url] = found
            continue
        missing = {ask: told(ask(address.at(MISSING))) for ask in (client.get, client.post)}
        for thing, level, network in records(world, fits, address):
            url = address.at(thing.uid, *second(thing))
            answer = client.get(url)
            if found := leaks(world, reader, answer, seen):
                faults[url] = found
            if level > Level.PUBLIC and level > reader.level_in(network):
                for ask, expected in missing.items():
                    said = told(answer if ask == client.get else rolled_back(ask, url))
                    if said != expected:
                        faults[f"{ask.__name__} {address.name} {level.name}"] = [
                            f"{said[0]} instead of {expected[0]}"
                        ]
    return faults


@pytest.mark.parametrize("name", some_now(NAMES))
def test_nobody_reads_or_learns_of_what_is_not_theirs(world, client, name):
    fits = discover(world, client)
    reader = world.reader(name)
    sign_in(client, reader)

    assert visit(world, reader, client, fits, set()) == {}


@pytest.mark.long
def test_every_canary_sings_for_somebody(world, client):
    """What nobody sees proves nothing: each word stands on some page of somebody entitled."""
    fits, seen = discover(world, client), set()
    for name in ("coordinator", "coordinator next door"):
        reader = world.reader(name)
        sign_in(client, reader)
        visit(world, reader, client, fits, seen)
        client.logout()

    silent = {str(one) for one in world.canaries if one.word not in seen and one.stands_in not in SILENT}
    assert "\n".join(sorted(silent)) == ""


def test_every_model_with_rights_is_in_the_world(world):
    with_rights = {
        model._meta.label
        for model in apps.get_models()
        if hasattr(model._default_manager.none(), "visible_to")
    }

    assert "\n".join(sorted(with_rights - world.models())) == ""


@pytest.mark.long
def test_every_address_with_an_id_opens_for_some_record(world, client):
    """An address that no record of the world fits is one that the matrix does not try."""
    fits = discover(world, client)

    untried = {name for (name, _ids), labels in fits.items() if not labels}
    assert "\n".join(sorted(untried - ONLY_IN_THE_DEMO)) == ""


@pytest.mark.parametrize(
    "name", some_now((name for name in NAMES if not name.startswith("coordinator")), {"professional"})
)
def test_a_search_for_hidden_words_tells_nothing(world, client, name):
    reader = world.reader(name)
    hidden = [canary.word for canary in world.canaries if not canary.readable_by(reader)][::29]
    sign_in(client, reader)
    searching = []
    for url in (address.at() for address in addresses() if not address.ids):
        plain = told(client.get(url))
        if plain == told(client.get(url)) != told(client.get(url, {"q": NONSENSE}), NONSENSE):
            searching.append(url)  # what differs from one look to the next tells nothing here
    assert hidden

    for url in searching:
        nothing = told(client.get(url, {"q": NONSENSE}), NONSENSE)
        for word in hidden:
            assert told(client.get(url, {"q": word}), word) == nothing, url


CHANGES_NOTHING = [
    role
    for role in READERS
    if not any(word.split("_")[0].endswith(("change", "delete")) for word in MAY[role])
]


@pytest.mark.parametrize(
    "name", some_now(["nobody", "no role", *(str(role) for role in CHANGES_NOTHING)], {"no role"})
)
def test_who_may_change_nothing_changes_nothing(world, client, name):
    fits, reader = discover(world, client), world.reader(name)
    sign_in(client, reader)
    before = ChangeSet.objects.count()

    for address in addresses():
        things = [thing for thing, _level, _network in records(world, fits, address)] if address.ids else []
        for url in [address.at(thing.uid, *second(thing)) for thing in things] or [address.at()]:
            answer = client.post(url, {"name": "Umbenannt", "last_name": "Umbenannt", "reason": "Probe"})
            assert answer.status_code < 500, url

    assert ChangeSet.objects.count() == before


def test_the_matrix_sees_a_page_that_forgets_the_rights(world, client, monkeypatch):
    """The counter-check: without the rights in one QuerySet word the same walk finds leaks."""
    from coordination.directory.models import Institution

    fits, reader = discover(world, client), world.reader(str(Role.PROFESSIONAL))
    monkeypatch.setattr(type(Institution.objects.all()), "visible_to", lambda rows, user: rows)
    sign_in(client, reader)

    assert visit(world, reader, client, fits, set(), room="directory") != {}
