"""Every page of the resolver as this process answers it, and a small server that hands it to a browser. No test itself.

Rows come from the world of the rights matrix, addresses from the resolver. The pages are rendered beforehand, by the
test client: the browser needs no database, and keeps style sheets and scripts from one page to the next.
"""

from __future__ import annotations

import mimetypes
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.accounts.models import NetworkHost
from tests.matrix.addresses import MISSING, Address, addresses
from tests.matrix.test_rights_matrix import room_of, second
from tests.matrix.world import Reader, World

ROOMS = ("lib", "places", "accounts", "directory", "pathways", "network", "meetings", "overview")
WORKSPACE = ("/arbeit/", "/konto/")  # what is looked at signed in; every other page as anybody sees it
FILE = re.compile(r"\.\w{2,12}$")
NOWHERE = "Qzzyyxxwwvvu"
PARTS = 6


@dataclass(frozen=True)
class Shot:
    """One page as one reader gets it."""

    name: str
    how: str  # who looks, and whether something was sent or searched for
    html: bytes

    def __str__(self) -> str:
        return f"{self.name} ({self.how})"


def shots(world: World, *, room: str = "", part: int | None = None, more: bool = False) -> Iterator[Shot]:
    """Yield each page: of the workspace as the coordination sees it, else as anybody does.

    ``part``: one of the ``PARTS`` into which the addresses fall by their names. ``more``: also sent empty, searched
    without finding, and as a multiplier sees the workspace.
    """
    NetworkHost.objects.update_or_create(host="testserver", defaults={"network": world.ours})
    clients = {}
    for name in ("coordinator", "multiplier", "nobody"):
        clients[name] = Client(raise_request_exception=False)
        if (user := world.reader(name).user) is not None:
            clients[name].force_login(user)
    for address in addresses():
        if address.name.startswith("api:") or (room and _room(address) != room) or FILE.search(address.at()):
            continue
        if part is not None and crc32(address.name.encode()) % PARTS != part:
            continue
        inside = address.at().startswith(WORKSPACE)
        names = ["coordinator"] if inside else ["nobody"]
        if address.at().startswith("/konto/"):
            names.append("nobody")
        if more and inside:
            names.append("multiplier")
        for name in names:
            yield from _of(world, world.reader(name), clients[name], address, more)


def _room(address: Address) -> str:
    """Signing in has names of its own, without a room: it stands with the accounts."""
    room = room_of(address)
    return room if room in ROOMS else "accounts"


def _of(world: World, reader: Reader, client: Client, address: Address, more: bool) -> Iterator[Shot]:
    found = _opened(world, client, address, min if reader.user is None else max)
    if found is None:
        return
    url, answer = found
    shot = _shot(address, reader.name, answer)
    if shot is None:
        return
    yield shot
    if not more:
        return
    if b"<form" in shot.html and b'method="post"' in shot.html:
        with transaction.atomic():
            sent = _shot(address, f"{reader.name}, sent empty", client.post(url, {"name": ""}))
            transaction.set_rollback(True)
        if sent is not None:
            yield sent
    if not address.ids and b'name="q"' in shot.html:
        empty = _shot(address, f"{reader.name}, nothing found", client.get(url, {"q": NOWHERE}))
        if empty is not None:
            yield empty


def _opened(world: World, client: Client, address: Address, level: Any):
    """The first record that opens at the address; else what it says of one that is missing."""
    kinds = world.things[world.ours]
    slugs: list[Any] = [None]
    if "slug" in dict(address.others):
        rows = [
            by_level[level(by_level)] for label, by_level in kinds.items() if label.startswith(_room(address))
        ]
        slugs = sorted({thing.slug for thing in rows if getattr(thing, "slug", "")}) or [None]
    for slug in slugs:
        here = address if slug is None else _with_slug(address, slug)
        if not address.ids:
            answer = client.get(here.at())
            if answer.status_code != 404 or slug == slugs[-1]:
                return here.at(), answer
            continue
        with CaptureQueriesContext(connection) as asked:
            missing = client.get(here.at(MISSING))
        if missing.status_code == 405:
            return None
        tables = _tables(asked)
        for by_level in kinds.values():
            thing = by_level[level(by_level)]
            if not hasattr(thing, "uid") or thing._meta.db_table not in tables:
                continue
            url = here.at(thing.uid, *second(thing))
            answer = client.get(url)
            if answer.status_code != 404:
                return url, answer
    return here.at(MISSING), missing


def _with_slug(address: Address, slug: str) -> Address:
    others = tuple((key, slug if key == "slug" else value) for key, value in address.others)
    return Address(address.name, address.ids, others)


def _tables(asked: CaptureQueriesContext) -> set[str]:
    """The tables a page asked for the id that is nowhere: only records of these can open there."""
    ids = (MISSING.hex, str(MISSING))
    said = [query["sql"] for query in asked if any(each in query["sql"] for each in ids)]
    return {word for sql in said for word in re.findall(r'"(\w+)"', sql)}


def _shot(address: Address, how: str, answer) -> Shot | None:
    if answer.streaming:
        b"".join(answer)  # closes the file; close() would end the connection too
        return None
    if not answer.get("Content-Type", "").startswith("text/html"):
        return None
    if answer.status_code in {301, 302, 303} or b"<html" not in answer.content[:400]:
        return None
    return Shot(address.name, how, answer.content)


class Shop:
    """Hands out shots by number, and static files with leave to keep them."""

    def __init__(self) -> None:
        self.pages: list[bytes] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body = outer.answer(self.path.partition("?")[0])
                if self.headers.get(
                    "HX-Request"
                ):  # parts that pages fetch: nobody answers here, the page stays
                    status, body = 404, b""
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if self.path.startswith("/static/"):
                    self.send_header("Cache-Control", "max-age=3600, immutable")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def put(self, html: bytes) -> str:
        self.pages.append(html)
        return f"{self.url}/seite/{len(self.pages) - 1}"

    def answer(self, path: str) -> tuple[int, str, bytes]:
        if path.startswith("/seite/"):
            return 200, "text/html; charset=utf-8", self.pages[int(path.rpartition("/")[2])]
        if path.startswith("/static/") and (file := finders.find(path.removeprefix("/static/"))):
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            return 200, kind, Path(file).read_bytes()
        return 404, "text/plain", b""

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
